import type { Transaction } from "../core/database";
import type { Machine } from "../core/machine";
import type { NewEventOf } from "../events/define-events";
import { type RunChange, type RunFacts, runChanges, type StepChange, stepChanges } from "./run-changes";
import { runEvents } from "./run-events";
import { type RunError, type RunStatus, runMachine } from "./run-machine";
import { type RunStepState, runStepMachine } from "./run-step-machine";

export type RunEvent = NewEventOf<(typeof runEvents)["schemas"]>;
type EventOf<Type extends RunEvent["type"]> = Extract<RunEvent, { type: Type }>;

export interface StepName {
  readonly position: number;
  readonly step: string;
  readonly operation: string;
  readonly kind: string;
}

export interface StepCounts {
  readonly rowsIn: number;
  readonly rowsOut: number;
  readonly rowsFiltered: number;
  readonly rowsFailed: number;
}

export type LedgerStep = StepName & StepCounts & RunStepState & { readonly costMicros: bigint | null };

/** How a run's work ended. */
export type RunOutcome =
  | {
      readonly kind: "succeeded";
      readonly outputColumns: string;
      readonly outputRows: number;
      readonly outputBytes: number;
    }
  | { readonly kind: "failed"; readonly error: RunError }
  | { readonly kind: "cancelled"; readonly by: string | null };

/** What is to be written in one transaction. */
export interface LedgerBatch {
  readonly change: RunChange | null;
  readonly steps: readonly StepChange[];
  readonly events: readonly RunEvent[];
}

export interface LedgerStart {
  readonly id: string;
  readonly namespaceId: string;
  readonly facts: RunFacts;
  readonly steps: readonly LedgerStep[];
  /** Positions of the steps whose input comes from outside the run; their rows are what the run read. */
  readonly sources?: ReadonlySet<number>;
  /** Who the events name: the worker. */
  readonly actor: string;
  readonly now: () => Date;
}

export const noFacts: RunFacts = {
  status: "QUEUED",
  startedAt: null,
  endedAt: null,
  durationMillis: null,
  errorCode: null,
  error: null,
  completedSteps: 0,
  rowsIn: 0,
  rowsOut: 0,
  rowsFiltered: 0,
  rowsFailed: 0,
  costMicros: null,
  tokensIn: 0,
  tokensOut: 0,
  outputColumns: null,
  outputRows: null,
  outputBytes: null,
};

export const noCounts: StepCounts = { rowsIn: 0, rowsOut: 0, rowsFiltered: 0, rowsFailed: 0 };

/**
 * What a run's worker knows of it: run and steps as they stand, and what of that is not written yet. Nothing here
 * touches the database; whoever holds the ledger writes its batches, so that short runs need one write and long ones are seen live.
 */
export class RunLedger {
  readonly id: string;
  readonly namespaceId: string;
  readonly #sources: ReadonlySet<number> | null;
  readonly #actor: string;
  readonly #now: () => Date;
  #facts: RunFacts;
  /** The status that the database has. */
  #stored: RunStatus;
  #steps: LedgerStep[];
  #changed = new Set<number>();
  #progress = new Map<number, number>();
  #events: RunEvent[] = [];
  #dirty = false;

  constructor(start: LedgerStart) {
    this.id = start.id;
    this.namespaceId = start.namespaceId;
    this.#sources = start.sources ?? null;
    this.#actor = start.actor;
    this.#now = start.now;
    this.#facts = start.facts;
    this.#stored = start.facts.status;
    this.#steps = [...start.steps];
  }

  get status(): RunStatus {
    return this.#facts.status;
  }

  /** Whether anything but progress waits to be written. */
  get hasChanges(): boolean {
    return this.#events.length > 0 || this.#changed.size > 0 || this.#dirty;
  }

  start(attempt: number): void {
    const at = this.#now();
    const { patch, to } = runMachine.transition(this.#facts, "start", undefined, at);
    this.#setFacts({ ...patch, status: to });
    this.#event("RunStarted", { attempt }, at);
  }

  /** After a crash: steps that were under way begin again. */
  resume(attempt: number): void {
    for (const step of this.#steps)
      if (step.status === "RUNNING") this.#moveStep(step, "restart", undefined, noCounts);
    const finishedSteps = this.#steps.filter((step) => step.status === "SUCCEEDED").length;
    this.#event("RunResumed", { attempt, finishedSteps }, this.#now());
  }

  /** A step that already succeeded in an earlier attempt, and is only repeated for its rows, is passed over in silence. */
  startStep(position: number, rowsIn: number): void {
    const step = this.#step(position);
    if (step.status === "SUCCEEDED") return;
    const moved = this.#moveStep(step, "start", undefined, { ...noCounts, rowsIn });
    this.#event("StepStarted", { ...nameOf(moved), rowsIn }, this.#now());
  }

  progress(position: number, counts: StepCounts, done: number): void {
    const step = this.#step(position);
    if (step.status !== "RUNNING") return;
    this.#steps[position] = { ...step, ...counts };
    this.#progress.set(position, done);
  }

  finishStep(
    position: number,
    counts: StepCounts,
    cost: { costMicros: bigint | null; tokensIn: number; tokensOut: number },
  ): void {
    const step = this.#step(position);
    if (step.status === "SUCCEEDED") return;
    const moved = this.#moveStep(step, "succeed", undefined, counts, cost.costMicros);
    this.#setFacts({
      ...this.#totals(),
      tokensIn: this.#facts.tokensIn + cost.tokensIn,
      tokensOut: this.#facts.tokensOut + cost.tokensOut,
    });
    const { durationMillis } = moved;
    this.#event(
      "StepSucceeded",
      { ...nameOf(moved), ...counts, durationMillis, costMicros: shown(cost.costMicros) },
      this.#now(),
    );
  }

  /** The database says otherwise: somebody asked for an end. */
  adoptStatus(status: RunStatus): void {
    this.#facts = { ...this.#facts, status };
    this.#stored = status;
  }

  /** Takes what is not written yet. `logSize`: the log's new size where it grew. */
  takeBatch(logSize: number | null): LedgerBatch {
    const at = this.#now();
    for (const [position, done] of this.#progress) {
      const step = this.#step(position);
      this.#changed.add(position);
      this.#event("StepProgress", { ...nameOf(step), ...countsOf(step), done }, at);
    }
    if (logSize !== null) this.#event("LogAppended", { size: logSize }, at);
    const batch: LedgerBatch = {
      change: this.#dirty ? { ...this.#facts, id: this.id, from: this.#stored } : null,
      steps: [...this.#changed].map((position) => this.#stepChange(position)),
      events: this.#events,
    };
    this.#progress.clear();
    this.#changed.clear();
    this.#events = [];
    this.#dirty = false;
    return batch;
  }

  /** A batch was written. */
  acknowledge(batch: LedgerBatch): void {
    if (batch.change) this.#stored = batch.change.status;
  }

  /** The batch again, after the status under it changed. */
  rebase(batch: LedgerBatch): LedgerBatch {
    return { ...batch, change: { ...this.#facts, id: this.id, from: this.#stored } };
  }

  /** The last batch of the run: everything not written yet and its end. Changes nothing here, so that it can be asked for again. */
  endBatch(outcome: RunOutcome, logBytes: number): LedgerBatch {
    const end = new RunLedger({
      id: this.id,
      namespaceId: this.namespaceId,
      facts: this.#facts,
      steps: this.#steps,
      sources: this.#sources ?? undefined,
      actor: this.#actor,
      now: this.#now,
    });
    end.#stored = this.#stored;
    end.#events = [...this.#events];
    end.#changed = new Set(this.#changed);
    end.#end(outcome, logBytes);
    return end.takeBatch(null);
  }

  #end(outcome: RunOutcome, logBytes: number): void {
    const at = this.#now();
    for (const step of [...this.#steps]) this.#endStep(step, outcome);
    this.#setFacts(this.#totals());
    if (outcome.kind === "succeeded") {
      const { outputColumns, outputRows, outputBytes } = outcome;
      this.#setFacts({ outputColumns, outputRows, outputBytes, rowsOut: outputRows });
    }
    const running = this.#facts;
    const { patch, to } =
      outcome.kind === "succeeded"
        ? runMachine.transition(running, "succeed", undefined, at)
        : outcome.kind === "failed"
          ? runMachine.transition(running, "fail", outcome.error, at)
          : runMachine.transition(running, "cancel", undefined, at);
    this.#setFacts({ ...patch, status: to });
    const { rowsIn, rowsOut, rowsFiltered, rowsFailed, durationMillis, costMicros } = this.#facts;
    const totals = { rowsIn, rowsOut, rowsFiltered, rowsFailed, durationMillis, logBytes };
    if (outcome.kind === "succeeded") {
      this.#event(
        "RunSucceeded",
        { ...totals, outputRows: outcome.outputRows, costMicros: shown(costMicros) },
        at,
      );
    } else if (outcome.kind === "failed") this.#event("RunFailed", { ...totals, error: outcome.error }, at);
    else this.#event("RunCancelled", { ...totals, by: outcome.by }, at);
  }

  #endStep(step: LedgerStep, outcome: RunOutcome): void {
    const at = this.#now();
    this.#progress.delete(step.position);
    if (step.status === "PENDING") {
      this.#event("StepSkipped", nameOf(this.#moveStep(step, "skip", undefined, step)), at);
    } else if (step.status === "RUNNING" && outcome.kind === "failed") {
      const { durationMillis } = this.#moveStep(step, "fail", outcome.error, step);
      this.#event(
        "StepFailed",
        { ...nameOf(step), ...countsOf(step), durationMillis, error: outcome.error },
        at,
      );
    } else if (step.status === "RUNNING") {
      const { durationMillis } = this.#moveStep(step, "cancel", undefined, step);
      this.#event("StepCancelled", { ...nameOf(step), ...countsOf(step), durationMillis }, at);
    }
  }

  #moveStep<Name extends keyof (typeof runStepMachine)["transitions"] & string>(
    step: LedgerStep,
    name: Name,
    input: Parameters<typeof runStepMachine.transition<Name>>[2],
    counts: StepCounts,
    costMicros: bigint | null = step.costMicros,
  ): LedgerStep {
    const { to, patch } = (
      runStepMachine as Machine<RunStepState, (typeof runStepMachine)["transitions"]>
    ).transition(step, name, input, this.#now());
    const moved: LedgerStep = { ...step, ...countsOf(counts), ...patch, status: to, costMicros };
    this.#steps[step.position] = moved;
    this.#changed.add(step.position);
    this.#progress.delete(step.position);
    return moved;
  }

  #totals(): Partial<RunFacts> {
    const sum = (count: (step: LedgerStep) => number) =>
      this.#steps.reduce((total, step) => total + count(step), 0);
    const sources = this.#sources;
    return {
      completedSteps: sum((step) => (step.status === "SUCCEEDED" ? 1 : 0)),
      ...(sources ? { rowsIn: sum((step) => (sources.has(step.position) ? step.rowsIn : 0)) } : {}),
      rowsFiltered: sum((step) => step.rowsFiltered),
      rowsFailed: sum((step) => step.rowsFailed),
      costMicros: this.#steps.reduce<bigint | null>((total, step) => addCost(total, step.costMicros), null),
    };
  }

  #step(position: number): LedgerStep {
    const step = this.#steps[position];
    if (!step) throw new Error(`The run ${this.id} has no step at position ${position}.`);
    return step;
  }

  #stepChange(position: number): StepChange {
    const { step: _step, operation: _operation, kind: _kind, ...change } = this.#step(position);
    return { runId: this.id, ...change };
  }

  #setFacts(patch: Partial<RunFacts>): void {
    this.#facts = { ...this.#facts, ...patch };
    this.#dirty = true;
  }

  #event<Type extends RunEvent["type"]>(type: Type, payload: EventOf<Type>["payload"], at: Date): void {
    this.#events.push({ type, payload, at, actor: this.#actor } as RunEvent);
  }
}

/** Puts a batch into a transaction; everything is bulk, shared with the neighbours of the commit. */
export function writeBatch(
  tx: Transaction,
  ledger: { id: string; namespaceId: string },
  batch: LedgerBatch,
): void {
  if (batch.change) tx.later(runChanges, batch.change);
  for (const step of batch.steps) tx.later(stepChanges, step);
  runEvents.append(tx, ledger, ...batch.events);
}

export const nameOf = ({ position, step, operation, kind }: StepName): StepName => ({
  position,
  step,
  operation,
  kind,
});

const countsOf = ({ rowsIn, rowsOut, rowsFiltered, rowsFailed }: StepCounts): StepCounts => ({
  rowsIn,
  rowsOut,
  rowsFiltered,
  rowsFailed,
});

/** Unknown is not zero: a sum is known as soon as one part is. */
const addCost = (sum: bigint | null, part: bigint | null): bigint | null =>
  part === null ? sum : (sum ?? 0n) + part;

const shown = (costMicros: bigint | null): string | null => costMicros?.toString() ?? null;
