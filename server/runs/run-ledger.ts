import type { LedgerBatch, RunEvent } from "./ledger-batch";
import { countsOf, type LedgerStep, nameOf, noCounts, type StepCost, type StepCounts } from "./ledger-step";
import type { RunFacts } from "./run-changes";
import { type RunStatus, runMachine } from "./run-machine";
import type { RunOutcome } from "./run-outcome";
import { StepLedger } from "./step-ledger";

type PayloadOf<Type extends RunEvent["type"]> = Extract<RunEvent, { type: Type }>["payload"];

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

/** A run that nobody has worked on. */
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

/**
 * What a run's worker knows of it: run and steps as they stand, and what of that is not written yet. Nothing here touches
 * the database; whoever holds the ledger writes its batches, so that short runs need one write and long ones are
 * seen live.
 */
export class RunLedger {
  readonly id: string;
  readonly namespaceId: string;
  readonly #actor: string;
  readonly #now: () => Date;
  readonly #steps: StepLedger;
  #facts: RunFacts;
  /** The status that the database has. */
  #stored: RunStatus;
  #events: RunEvent[] = [];
  #dirty = false;

  constructor(start: LedgerStart, steps = new StepLedger(start.steps, start.sources ?? null)) {
    this.id = start.id;
    this.namespaceId = start.namespaceId;
    this.#actor = start.actor;
    this.#now = start.now;
    this.#facts = start.facts;
    this.#stored = start.facts.status;
    this.#steps = steps;
  }

  get status(): RunStatus {
    return this.#facts.status;
  }

  get steps(): readonly LedgerStep[] {
    return this.#steps.all();
  }

  step(position: number): LedgerStep {
    return this.#steps.at(position);
  }

  start(attempt: number): void {
    const at = this.#now();
    const { patch, to } = runMachine.transition(this.#facts, "start", undefined, at);
    this.#setFacts({ ...patch, status: to });
    this.#event("RunStarted", { attempt }, at);
  }

  /** After a crash: steps that were under way begin again. */
  resume(attempt: number): void {
    const at = this.#now();
    for (const step of this.#steps.all())
      if (step.status === "RUNNING") this.#steps.move(step, "restart", undefined, at, noCounts);
    const finishedSteps = this.#steps.all().filter((step) => step.status === "SUCCEEDED").length;
    this.#event("RunResumed", { attempt, finishedSteps }, at);
  }

  /** A step that already succeeded in an earlier attempt, and is only repeated for its rows, is passed over in silence. */
  startStep(position: number, rowsIn: number): void {
    const step = this.#steps.at(position);
    if (step.status === "SUCCEEDED") return;
    const at = this.#now();
    const moved = this.#steps.move(step, "start", undefined, at, { ...noCounts, rowsIn });
    this.#event("StepStarted", { ...nameOf(moved), rowsIn }, at);
  }

  progress(position: number, counts: StepCounts, done: number): void {
    this.#steps.progress(position, counts, done);
  }

  finishStep(position: number, counts: StepCounts, cost: StepCost): void {
    const step = this.#steps.at(position);
    if (step.status === "SUCCEEDED") return;
    const at = this.#now();
    const { durationMillis } = this.#steps.move(step, "succeed", undefined, at, counts, cost.costMicros);
    this.#setFacts({
      ...this.#steps.totals(),
      tokensIn: this.#facts.tokensIn + cost.tokensIn,
      tokensOut: this.#facts.tokensOut + cost.tokensOut,
    });
    const costMicros = shown(cost.costMicros);
    this.#event("StepSucceeded", { ...nameOf(step), ...counts, durationMillis, costMicros }, at);
  }

  /** The database says otherwise: somebody asked for an end. */
  adoptStatus(status: RunStatus): void {
    this.#facts = { ...this.#facts, status };
    this.#stored = status;
  }

  /** Takes what is not written yet. `logSize`: the log's new size where it grew. */
  takeBatch(logSize: number | null): LedgerBatch {
    const at = this.#now();
    for (const { step, done } of this.#steps.takeProgress())
      this.#event("StepProgress", { ...nameOf(step), ...countsOf(step), done }, at);
    if (logSize !== null) this.#event("LogAppended", { size: logSize }, at);
    const batch: LedgerBatch = {
      change: this.#dirty ? { ...this.#facts, id: this.id, from: this.#stored } : null,
      steps: this.#steps.takeChanges(this.id),
      events: this.#events,
    };
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

  /**
   * The last batch of the run: everything not written yet, and its end. Changes nothing here, so that another end can
   * be asked for when this one comes too late.
   */
  endBatch(outcome: RunOutcome, logBytes: number): LedgerBatch {
    const { id, namespaceId } = this;
    const start = { id, namespaceId, facts: this.#facts, steps: [], actor: this.#actor, now: this.#now };
    const end = new RunLedger(start, this.#steps.copy());
    end.#stored = this.#stored;
    end.#events = [...this.#events];
    end.#end(outcome, logBytes);
    return end.takeBatch(null);
  }

  #end(outcome: RunOutcome, logBytes: number): void {
    const at = this.#now();
    for (const step of this.#steps.all()) this.#endStep(step, outcome, at);
    this.#setFacts(this.#steps.totals());
    const ended = this.#endFacts(outcome, at);
    const { rowsIn, rowsOut, rowsFiltered, rowsFailed, durationMillis } = ended;
    const totals = { rowsIn, rowsOut, rowsFiltered, rowsFailed, durationMillis, logBytes };
    if (outcome.kind === "succeeded") {
      const { outputRows } = outcome;
      this.#event("RunSucceeded", { ...totals, outputRows, costMicros: shown(ended.costMicros) }, at);
    } else if (outcome.kind === "failed") this.#event("RunFailed", { ...totals, error: outcome.error }, at);
    else this.#event("RunCancelled", { ...totals, by: outcome.by }, at);
  }

  #endFacts(outcome: RunOutcome, at: Date): RunFacts {
    if (outcome.kind === "succeeded") {
      const { kind: _kind, ...output } = outcome;
      this.#setFacts({ ...output, rowsOut: outcome.outputRows });
    }
    const { patch, to } =
      outcome.kind === "succeeded"
        ? runMachine.transition(this.#facts, "succeed", undefined, at)
        : outcome.kind === "failed"
          ? runMachine.transition(this.#facts, "fail", outcome.error, at)
          : runMachine.transition(this.#facts, "cancel", undefined, at);
    this.#setFacts({ ...patch, status: to });
    return this.#facts;
  }

  #endStep(step: LedgerStep, outcome: RunOutcome, at: Date): void {
    if (step.status === "PENDING") {
      this.#steps.move(step, "skip", undefined, at);
      this.#event("StepSkipped", nameOf(step), at);
    } else if (step.status === "RUNNING" && outcome.kind === "failed") {
      const { error } = outcome;
      const { durationMillis } = this.#steps.move(step, "fail", error, at);
      this.#event("StepFailed", { ...nameOf(step), ...countsOf(step), durationMillis, error }, at);
    } else if (step.status === "RUNNING") {
      const { durationMillis } = this.#steps.move(step, "cancel", undefined, at);
      this.#event("StepCancelled", { ...nameOf(step), ...countsOf(step), durationMillis }, at);
    }
  }

  #setFacts(patch: Partial<RunFacts>): void {
    this.#facts = { ...this.#facts, ...patch };
    this.#dirty = true;
  }

  #event<Type extends RunEvent["type"]>(type: Type, payload: PayloadOf<Type>, at: Date): void {
    this.#events.push({ type, payload, at, actor: this.#actor } as RunEvent);
  }
}

const shown = (costMicros: bigint | null): string | null => costMicros?.toString() ?? null;
