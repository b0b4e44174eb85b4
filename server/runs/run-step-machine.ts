import { elapsedMillis } from "../core/elapsed";
import { defineMachine } from "../core/machine";

export const runStepStatuses = ["PENDING", "RUNNING", "SUCCEEDED", "FAILED", "SKIPPED", "CANCELLED"] as const;
export type RunStepStatus = (typeof runStepStatuses)[number];

/** What the machine of a run's step looks at and changes. A step here is one operation of one step of the document. */
export interface RunStepState {
  readonly status: RunStepStatus;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly durationMillis: number | null;
  readonly error: string | null;
}

export const runStepMachine = defineMachine<RunStepState>()({
  name: "run-step",
  states: runStepStatuses,
  initial: "PENDING",
  terminal: ["SUCCEEDED", "FAILED", "SKIPPED", "CANCELLED"],
  transitions: {
    start: {
      from: ["PENDING"],
      to: "RUNNING",
      action: (_step: RunStepState, _input: undefined, now: Date) => ({ startedAt: now }),
    },
    /** After a crash the step that was under way begins again. */
    restart: {
      from: ["RUNNING"],
      to: "PENDING",
      action: () => ({ startedAt: null }),
    },
    succeed: { from: ["RUNNING"], to: "SUCCEEDED" },
    fail: {
      from: ["RUNNING"],
      to: "FAILED",
      action: (_step: RunStepState, error: { code: string; message: string }) => ({
        error: JSON.stringify(error),
      }),
    },
    cancel: { from: ["RUNNING"], to: "CANCELLED" },
    /** What a run that ended early never came to. */
    skip: { from: ["PENDING"], to: "SKIPPED" },
  },
  hooks: {
    afterTransition(step, { to }, now) {
      if (to === "PENDING" || to === "RUNNING" || to === "SKIPPED") return {};
      return { endedAt: now, durationMillis: elapsedMillis(step.startedAt, now) };
    },
  },
});
