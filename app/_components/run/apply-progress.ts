import type { RunDetail } from "./run-fragment";

/** What a StepProgress event carries. */
export interface StepProgress {
  position: number;
  rowsIn: number;
  rowsOut: number;
  rowsFiltered: number;
  rowsFailed: number;
  /** Input rows finished so far. */
  done: number;
}

/** The run with an operation's counts moved on; never back, since a read of the run may be newer than the event. */
export function applyProgress(run: RunDetail, progress: StepProgress): RunDetail {
  return {
    ...run,
    steps: run.steps.map((step) =>
      step.position !== progress.position || step.status === "SUCCEEDED"
        ? step
        : {
            ...step,
            status: "RUNNING",
            done: Math.max(step.done ?? 0, progress.done),
            rowsIn: Math.max(step.rowsIn, progress.rowsIn),
            rowsOut: Math.max(step.rowsOut, progress.rowsOut),
            rowsFiltered: Math.max(step.rowsFiltered, progress.rowsFiltered),
            rowsFailed: Math.max(step.rowsFailed, progress.rowsFailed),
          },
    ),
  };
}
