import { recordAudit } from "../accounts/audit/record-audit";
import type { Context } from "../core/context";
import { notFound } from "../core/errors";
import type { RunDeps } from "../runs/run-deps";
import { requirePipeline } from "./require-pipeline";

/**
 * Puts a pipeline away: it leaves the lists and can no longer be changed or run, while its versions and runs stay
 * readable. `archived: false` brings it back. Asking for what is so already changes nothing.
 * @throws NOT_FOUND, FORBIDDEN
 */
export async function archivePipeline(
  deps: RunDeps,
  context: Context,
  { pipelineId, archived = true }: { pipelineId: string; archived?: boolean },
): Promise<{ pipelineId: string }> {
  await requirePipeline(deps, context, "pipeline:delete", pipelineId);
  return deps.database.transaction(async (tx) => {
    const now = deps.clock.now();
    const pipeline = await tx.client.pipeline.findUnique({ where: { id: pipelineId } });
    if (!pipeline) throw notFound("pipeline", pipelineId);
    if ((pipeline.archivedAt !== null) === archived) return { pipelineId };
    await tx.client.pipeline.update({
      where: { id: pipelineId },
      data: { archivedAt: archived ? now : null, updatedAt: now },
    });
    recordAudit(tx, context, {
      at: now,
      namespaceId: pipeline.namespaceId,
      action: archived ? "pipeline.archive" : "pipeline.restore",
      resource: "pipeline",
      resourceId: pipelineId,
      details: { name: pipeline.name },
    });
    return { pipelineId };
  });
}
