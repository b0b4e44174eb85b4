import { AppError } from "./errors";
import { checkTable } from "./machine-table";

/** What every stateful thing has. Its other fields are what guards look at and actions set. */
export interface Stateful {
  readonly status: string;
}

export type StateOf<Subject extends Stateful> = Subject["status"];
/** What a transition changes besides the status. */
export type Patch<Subject extends Stateful> = Partial<Omit<Subject, "status">>;
/** `true`, or why not, as a sentence for people. */
export type Verdict = true | string;

/** One row of the table. `Input` is what the caller says with the request, for example the error of a failure. */
export interface TransitionRule<Subject extends Stateful, Input = never> {
  readonly from: readonly StateOf<Subject>[];
  readonly to: StateOf<Subject>;
  /** Looked at before anything changes; pure, and of the subject alone, so that pages can ask too. */
  readonly guard?: (subject: Subject) => Verdict;
  /** What else changes: startedAt, durationMillis, error … Pure; the time is `now`. */
  readonly action?: (subject: Subject, input: Input, now: Date) => Patch<Subject>;
}

export type TransitionRules<Subject extends Stateful> = Readonly<Record<string, TransitionRule<Subject>>>;

/** The declaration of a machine: the only place that says how a status may change. */
export interface MachineTable<Subject extends Stateful, Rules = TransitionRules<Subject>> {
  /** For errors, events and the drawing, for example "run". */
  readonly name: string;
  readonly states: readonly StateOf<Subject>[];
  readonly initial: StateOf<Subject>;
  /** States that nothing leaves; every other state must have a way out. */
  readonly terminal: readonly StateOf<Subject>[];
  readonly transitions: Rules;
  readonly hooks?: {
    /** Looked at before the guard of every transition: for rules that all of them share. */
    readonly beforeGuard?: (subject: Subject, name: string) => Verdict;
    /** Adds to the patch of every transition, for example `endedAt` at each terminal state. Pure. */
    readonly afterTransition?: (subject: Subject, done: Transitioned<Subject>, now: Date) => Patch<Subject>;
  };
}

/** What a transition comes to. Computing it changes nothing. */
export interface Transitioned<Subject extends Stateful, Name extends string = string> {
  readonly name: Name;
  readonly from: StateOf<Subject>;
  readonly to: StateOf<Subject>;
  readonly patch: Patch<Subject>;
}

/** What the action of a rule wants to know; `undefined` when it takes nothing. */
export type InputOf<Rule> = Rule extends {
  action: (subject: never, input: infer Input, now: never) => unknown;
}
  ? [Input] extends [never]
    ? undefined
    : unknown extends Input
      ? undefined
      : Input
  : undefined;

/** A transition that leaves the subject's state, and why it may not happen now (null: it may). */
export interface Possibility<Subject extends Stateful, Name extends string = string> {
  readonly name: Name;
  readonly to: StateOf<Subject>;
  readonly refusal: string | null;
}

export interface Machine<Subject extends Stateful, Rules = TransitionRules<Subject>>
  extends MachineTable<Subject, Rules> {
  /**
   * What `name` would change. Throws ILLEGAL_TRANSITION naming both states and the reason. Stores nothing: write the
   * result with `applyTransition`, or in bulk with a compare-and-set on `from`.
   */
  transition<Name extends keyof Rules & string>(
    subject: Subject,
    name: Name,
    input: InputOf<Rules[Name]>,
    now: Date,
  ): Transitioned<Subject, Name>;
  /** Every transition that leaves the subject's state, for buttons that say why they are disabled. */
  transitionsFrom(subject: Subject): readonly Possibility<Subject, keyof Rules & string>[];
  isTerminal(status: string): boolean;
  /** A stored text as a state. Throws INTERNAL when it is none. */
  parseState(status: string): StateOf<Subject>;
}

/**
 * Checks the table (see `checkTable`) and gives it its verbs. The subject's type is given first, the rules are inferred.
 * @example const runMachine = defineMachine<RunState>()({ name: "run", states: ["QUEUED", …], … });
 */
export function defineMachine<Subject extends Stateful>() {
  return <const Rules extends TransitionRules<Subject>>(
    table: MachineTable<Subject, Rules>,
  ): Machine<Subject, Rules> => {
    checkTable(table);
    const refusal = (subject: Subject, name: string, rule: TransitionRule<Subject>): string | null => {
      const shared = table.hooks?.beforeGuard?.(subject, name) ?? true;
      const verdict = shared === true ? (rule.guard?.(subject) ?? true) : shared;
      return verdict === true ? null : verdict;
    };
    const rules: [keyof Rules & string, TransitionRule<Subject>][] = Object.entries(table.transitions);

    return {
      ...table,
      transition(subject, name, input, now) {
        // The rule's own input type was checked by the signature; the table forgets it.
        const rule: TransitionRule<Subject, unknown> = table.transitions[name] as TransitionRule<
          Subject,
          unknown
        >;
        const reason = rule.from.includes(subject.status)
          ? refusal(subject, name, rule as TransitionRule<Subject>)
          : `only ${listed(rule.from)} can`;
        if (reason !== null) throw illegalTransition(table.name, subject.status, name, rule.to, reason);
        const patch = rule.action?.(subject, input, now) ?? {};
        const done = { name, from: subject.status, to: rule.to, patch };
        return { ...done, patch: { ...patch, ...table.hooks?.afterTransition?.(subject, done, now) } };
      },
      transitionsFrom: (subject) =>
        rules
          .filter(([, rule]) => rule.from.includes(subject.status))
          .map(([name, rule]) => ({ name, to: rule.to, refusal: refusal(subject, name, rule) })),
      isTerminal: (status) => table.terminal.includes(status),
      parseState(status) {
        if (table.states.includes(status)) return status;
        throw new AppError("INTERNAL", `"${status}" is no state of a ${table.name}.`);
      },
    };
  };
}

const listed = (states: readonly string[]): string => states.join(" or ");

function illegalTransition(
  machine: string,
  from: string,
  name: string,
  to: string,
  reason: string,
): AppError {
  return new AppError(
    "ILLEGAL_TRANSITION",
    `A ${machine} that is ${from} cannot "${name}" (to ${to}): ${reason}.`,
    { details: { machine, from, to, transition: name, reason } },
  );
}
