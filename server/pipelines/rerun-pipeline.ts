import type { Context } from "../core/context";
import { AppError } from "../core/errors";
import type { PipelineDeps } from "./pipeline-deps";
import { runPipeline } from "./run-pipeline";

/**
 * Runs the same version on the same datasets again, as a new run that names the old one.
 * @throws what `runPipeline` throws; BAD_USER_INPUT when a dataset is gone by now
 */
export async function rerunPipeline(
  deps: PipelineDeps,
  context: Context,
  { runId, idempotencyKey }: { runId: string; idempotencyKey?: string | null },
): Promise<{ runId: string }> {
  const run = await deps.database.client.run.findUnique({
    where: { id: runId },
    select: {
      namespaceId: true,
      pipelineId: true,
      pipelineVersion: { select: { number: true } },
      inputs: { select: { name: true, datasetId: true }, orderBy: { name: "asc" } },
    },
  });
  await deps.access.requireOn(context, "run:create", {
    thing: "run",
    id: runId,
    namespaceId: run?.namespaceId,
  });
  const { pipelineId, pipelineVersion, inputs } = run!;
  if (!pipelineId || !pipelineVersion)
    throw new AppError("NOT_FOUND", "The pipeline of this run is gone; it cannot run again.");
  return runPipeline(deps, context, {
    pipelineId,
    version: pipelineVersion.number,
    inputs,
    idempotencyKey,
    trigger: "rerun",
    rerunOfId: runId,
  });
}
