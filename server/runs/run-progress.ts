import { timeLeft as estimate, type TimeLeft } from "../progress/time-left";
import { UNIT } from "../progress/units";
import type { StepCounts, StepName } from "./ledger-step";
import { type RunStatus, runMachine } from "./run-machine";
import type { RunStepState } from "./run-step-machine";

/** One operation of a run, as far as it has come. */
export interface StepNow extends StepName, StepCounts {
  readonly status: RunStepState["status"];
  /** 0 to 1: the share of its input rows that are done. 1 only when the operation has succeeded. */
  readonly progress: number;
  readonly startedAt: Date | null;
}

/** How far a run has come. */
export interface RunProgress {
  readonly runId: string;
  readonly status: RunStatus;
  /** Whether this is the live state of a run of this process; else it is what the database has. */
  readonly live: boolean;
  /** 0 to 1: the operations' progress, each of the same weight. 1 only when all have succeeded. */
  readonly progress: number;
  readonly steps: readonly StepNow[];
  /** Milliseconds, as an interval; null while nothing like it was seen before, and after the end. */
  readonly timeLeft: TimeLeft | null;
}

/** Durations of each operation in earlier runs, in milliseconds, by position. */
export type StepHistory = readonly (readonly number[])[];

/** The share of an operation's input that is done. What is not finished is not complete, whatever it says of its rows. */
export function stepProgress(status: RunStepState["status"], done: number, rowsIn: number): number {
  if (status === "SUCCEEDED") return 1;
  return rowsIn > 0 ? Math.min(Math.max(0, done / rowsIn), 1 - 1 / UNIT) : 0;
}

/** How long the operations that are left take, as they took in earlier runs. */
export function timeLeftOf(
  status: RunStatus,
  steps: readonly StepNow[],
  history: StepHistory,
  now: Date,
): TimeLeft | null {
  if (runMachine.isTerminal(status)) return null;
  const phases = steps.map((step, position) => ({
    completed: [],
    history: history[position] ?? [],
    inFlight: step.status === "RUNNING" && step.startedAt ? [now.getTime() - step.startedAt.getTime()] : [],
    waiting: step.status === "PENDING" ? 1 : 0,
  }));
  return estimate(phases, 1);
}
