import type { InputOf } from "../core/machine";
import { countsOf, type LedgerStep, type StepCounts } from "./ledger-step";
import type { RunFacts, StepChange } from "./run-changes";
import { runStepMachine } from "./run-step-machine";

type Rules = (typeof runStepMachine)["transitions"];

/** A run's steps as they stand, and which of them are not written yet. */
export class StepLedger {
  readonly #steps: LedgerStep[];
  readonly #sources: ReadonlySet<number> | null;
  readonly #changed: Set<number>;
  readonly #progress = new Map<number, number>();

  /** @param sources positions of the steps whose input comes from outside the run; null when that is not known. */
  constructor(
    steps: readonly LedgerStep[],
    sources: ReadonlySet<number> | null,
    changed: Iterable<number> = [],
  ) {
    this.#steps = [...steps];
    this.#sources = sources;
    this.#changed = new Set(changed);
  }

  /** The same steps, to be changed without changing these; progress that was not written is left behind. */
  copy(): StepLedger {
    return new StepLedger(this.#steps, this.#sources, this.#changed);
  }

  all(): readonly LedgerStep[] {
    return [...this.#steps];
  }

  get hasChanges(): boolean {
    return this.#changed.size > 0;
  }

  at(position: number): LedgerStep {
    const step = this.#steps[position];
    if (!step) throw new Error(`The run has no step at position ${position}.`);
    return step;
  }

  /** Moves a step to another state, with its counts. Throws ILLEGAL_TRANSITION. */
  move<Name extends keyof Rules & string>(
    step: LedgerStep,
    name: Name,
    input: InputOf<Rules[Name]>,
    now: Date,
    counts: StepCounts = step,
    costMicros: bigint | null = step.costMicros,
  ): LedgerStep {
    const { to, patch } = runStepMachine.transition(step, name, input, now);
    const moved: LedgerStep = { ...step, ...countsOf(counts), ...patch, status: to, costMicros };
    this.#steps[step.position] = moved;
    this.#changed.add(step.position);
    this.#progress.delete(step.position);
    return moved;
  }

  /** How far a running step has come; only the last word before a write counts. */
  progress(position: number, counts: StepCounts, done: number): void {
    const step = this.at(position);
    if (step.status !== "RUNNING") return;
    this.#steps[position] = { ...step, ...countsOf(counts) };
    this.#progress.set(position, done);
  }

  takeProgress(): { step: LedgerStep; done: number }[] {
    const taken = [...this.#progress].map(([position, done]) => ({ step: this.at(position), done }));
    for (const { step } of taken) this.#changed.add(step.position);
    this.#progress.clear();
    return taken;
  }

  takeChanges(runId: string): StepChange[] {
    const taken = [...this.#changed].map((position) => {
      const { step: _step, operation: _operation, kind: _kind, ...change } = this.at(position);
      return { runId, ...change };
    });
    this.#changed.clear();
    return taken;
  }

  /** What the steps add up to for their run. */
  totals(): Partial<RunFacts> {
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
}

/** Unknown is not zero: a sum is known as soon as one part is. */
const addCost = (sum: bigint | null, part: bigint | null): bigint | null =>
  part === null ? sum : (sum ?? 0n) + part;
