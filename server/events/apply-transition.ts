import type { Transaction } from "../core/database";
import { AppError, notFound } from "../core/errors";
import type { InputOf, Machine, Patch, Stateful, StateOf, Transitioned } from "../core/machine";
import { appendEvents } from "./append-events";
import type { NewEvent, StreamRef } from "./event";

/** Where a machine's subjects live. Written once a domain, next to the machine. */
export interface SubjectStore<Subject extends Stateful> {
  /** The subject as it is now in the transaction, or null. */
  read(tx: Transaction, id: string): Promise<Subject | null>;
  /**
   * Changes the row only where its status still is `from`, as `updateMany({ where: { id, status: from }, data })`.
   * @returns how many rows changed: 0 or 1.
   */
  swap(
    tx: Transaction,
    id: string,
    from: StateOf<Subject>,
    data: Patch<Subject> & { status: StateOf<Subject> },
  ): Promise<{ count: number }>;
}

/** What one change of state leaves behind besides the new state. */
export interface TransitionRecord {
  readonly stream: StreamRef;
  /** At least one: a change of state that the log does not tell of cannot be written. */
  readonly events: readonly [NewEvent, ...NewEvent[]];
}

export interface ApplyTransition<Subject extends Stateful, Rules, Name extends keyof Rules & string> {
  readonly machine: Machine<Subject, Rules>;
  readonly store: SubjectStore<Subject>;
  readonly id: string;
  readonly name: Name;
  readonly input: InputOf<Rules[Name]>;
  readonly now: Date;
  /** The events that tell of the change. */
  readonly record: (done: Transitioned<Subject, Name>, before: Subject) => TransitionRecord;
  /** Writes the audit row with the same commit; for changes that a person or a token asked for. */
  readonly audit?: (
    tx: Transaction,
    done: Transitioned<Subject, Name>,
    before: Subject,
  ) => void | Promise<void>;
}

/** How often a change is computed anew when somebody else changed the subject between reading and writing. */
const attempts = 5;

/**
 * The one way a status changes: reads the subject, asks the machine, writes with a compare-and-set, and appends the
 * events and the audit row in the same transaction. Somebody else's change in between is looked at afresh.
 * Throws NOT_FOUND, ILLEGAL_TRANSITION, or STALE_WRITE when the subject never stood still.
 */
export async function applyTransition<Subject extends Stateful, Rules, Name extends keyof Rules & string>(
  tx: Transaction,
  { machine, store, id, name, input, now, record, audit }: ApplyTransition<Subject, Rules, Name>,
): Promise<Transitioned<Subject, Name>> {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const subject = await store.read(tx, id);
    if (!subject) throw notFound(machine.name, id);
    const done = machine.transition(subject, name, input, now);
    const { count } = await store.swap(tx, id, done.from, { ...done.patch, status: done.to });
    if (count === 0) continue;
    const { stream, events } = record(done, subject);
    appendEvents(tx, stream, events);
    await audit?.(tx, done, subject);
    return done;
  }
  throw new AppError("STALE_WRITE", `The ${machine.name} "${id}" is being changed by others; try again.`);
}
