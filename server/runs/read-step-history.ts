import type { ReadClient } from "../core/database";
import type { StepHistory } from "./run-progress";

const EARLIER_RUNS = 10;

/** How long the operations took when the same version of the pipeline last succeeded. */
export async function readStepHistory(client: ReadClient, runId: string): Promise<StepHistory> {
  const run = await client.run.findUnique({
    where: { id: runId },
    select: { pipelineId: true, pipelineVersionId: true },
  });
  if (!run?.pipelineVersionId) return [];
  const earlier = await client.run.findMany({
    where: { ...run, status: "SUCCEEDED", id: { not: runId } },
    orderBy: { id: "desc" },
    take: EARLIER_RUNS,
    select: { steps: { select: { position: true, durationMillis: true } } },
  });
  const history: number[][] = [];
  for (const { position, durationMillis } of earlier.flatMap(({ steps }) => steps)) {
    if (durationMillis === null) continue;
    history[position] ??= [];
    history[position].push(durationMillis);
  }
  return history;
}
