import { z } from "zod";
import { recordAudit } from "../accounts/audit/record-audit";
import type { Context } from "../core/context";
import { notFound } from "../core/errors";
import { parseInput } from "../core/parse-input";
import type { RunDeps } from "../runs/run-deps";
import { claimPipelineName, pipelineDescription, pipelineName, pipelineSearchText } from "./pipeline-input";
import { requirePipeline } from "./require-pipeline";

const schema = z.object({ name: pipelineName.optional(), description: pipelineDescription.optional() });

/** Changes a pipeline's name, its description, or both. @throws ALREADY_EXISTS, NOT_FOUND, FORBIDDEN, BAD_USER_INPUT */
export async function renamePipeline(
  deps: RunDeps,
  context: Context,
  input: { pipelineId: string; name?: string | null; description?: string | null },
): Promise<{ pipelineId: string }> {
  const { pipelineId } = input;
  await requirePipeline(deps, context, "pipeline:write", pipelineId);
  const { name, description } = parseInput(schema, {
    name: input.name ?? undefined,
    description: input.description ?? undefined,
  });
  return deps.database.transaction(async (tx) => {
    const now = deps.clock.now();
    const before = await tx.client.pipeline.findUnique({ where: { id: pipelineId } });
    if (!before) throw notFound("pipeline", pipelineId);
    if (name !== undefined) await claimPipelineName(tx, before.namespaceId, name, pipelineId);
    const changed = { name: name ?? before.name, description: description ?? before.description };
    const after = await tx.client.pipeline.update({
      where: { id: pipelineId },
      data: { ...changed, searchText: pipelineSearchText(changed), updatedAt: now },
    });
    recordAudit(tx, context, {
      at: now,
      namespaceId: before.namespaceId,
      action: "pipeline.rename",
      resource: "pipeline",
      resourceId: pipelineId,
      before: { name: before.name, description: before.description },
      after: { name: after.name, description: after.description },
      details: { from: before.name, to: after.name },
    });
    return { pipelineId };
  });
}
