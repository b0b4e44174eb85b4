import type { ResultOf } from "gql.tada";
import { graphql } from "../../_lib/graphql";
import type { RunDetail } from "./run-fragment";

export const RunProgressSubscription = graphql(`
  subscription RunProgress($runId: ID!) {
    runProgress(runId: $runId) {
      status
      progress
      timeLeft { low high }
      steps { position status progress rowsIn rowsOut rowsFiltered rowsFailed }
    }
  }
`);

export type RunProgress = ResultOf<typeof RunProgressSubscription>["runProgress"];

/** The run with its counts moved on to what the progress tells. Its status, times and errors come with a read of the run. */
export function applyProgress(run: RunDetail, { steps }: RunProgress): RunDetail {
  const told = new Map(steps.map((step) => [step.position, step]));
  return {
    ...run,
    steps: run.steps.map((step) => {
      const now = told.get(step.position);
      if (!now) return step;
      const { rowsIn, rowsOut, rowsFiltered, rowsFailed, progress } = now;
      return { ...step, rowsIn, rowsOut, rowsFiltered, rowsFailed, progress };
    }),
  };
}

/** Whether the run's own row must say something new: an operation or the run began or ended. */
export function hasTurned(run: RunDetail, { status, steps }: RunProgress): boolean {
  if (run.status !== status) return true;
  const told = new Map(steps.map((step) => [step.position, step.status]));
  return run.steps.some((step) => (told.get(step.position) ?? step.status) !== step.status);
}
