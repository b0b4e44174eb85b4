import { elapsedMillis } from "../core/elapsed";
import { defineMachine } from "../core/machine";

export const runStatuses = ["QUEUED", "RUNNING", "CANCELLING", "SUCCEEDED", "FAILED", "CANCELLED"] as const;
export type RunStatus = (typeof runStatuses)[number];

/** What the run machine looks at and changes; the other columns are facts about the work. */
export interface RunState {
  readonly status: RunStatus;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly durationMillis: number | null;
  readonly errorCode: string | null;
  /** JSON of a `RunError`. */
  readonly error: string | null;
}

/** Why a run failed, and where in its document when that is known. */
export interface RunError {
  readonly code: string;
  readonly message: string;
  readonly step?: string;
  readonly operation?: string;
  /** Both from 1. */
  readonly line?: number;
  readonly column?: number;
}

export const runMachine = defineMachine<RunState>()({
  name: "run",
  states: runStatuses,
  initial: "QUEUED",
  terminal: ["SUCCEEDED", "FAILED", "CANCELLED"],
  transitions: {
    start: {
      from: ["QUEUED"],
      to: "RUNNING",
      action: (_run: RunState, _input: undefined, now: Date) => ({ startedAt: now }),
    },
    succeed: { from: ["RUNNING"], to: "SUCCEEDED" },
    /** Also before the start: a job that could not begin takes its run along. */
    fail: {
      from: ["QUEUED", "RUNNING"],
      to: "FAILED",
      action: (_run: RunState, error: RunError) => ({ errorCode: error.code, error: JSON.stringify(error) }),
    },
    /** A run that is under way is asked to stop, and says itself when it has. */
    requestCancel: { from: ["RUNNING"], to: "CANCELLING" },
    cancel: { from: ["QUEUED", "RUNNING", "CANCELLING"], to: "CANCELLED" },
  },
  hooks: {
    afterTransition(run, { to, patch }, now) {
      if (to !== "SUCCEEDED" && to !== "FAILED" && to !== "CANCELLED") return {};
      return { endedAt: now, durationMillis: elapsedMillis(patch.startedAt ?? run.startedAt, now) };
    },
  },
});
