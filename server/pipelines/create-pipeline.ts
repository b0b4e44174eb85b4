import { z } from "zod";
import { recordAudit } from "../accounts/audit/record-audit";
import { actorName, type Context } from "../core/context";
import { idempotently } from "../core/idempotency";
import { newId } from "../core/ids";
import { parseInput } from "../core/parse-input";
import type { RunDeps } from "../runs/run-deps";
import {
  claimPipelineName,
  documentDigest,
  pipelineDescription,
  pipelineDocument,
  pipelineName,
  pipelineSearchText,
} from "./pipeline-input";

const schema = z.object({
  name: pipelineName,
  description: pipelineDescription.default(""),
  document: pipelineDocument,
});

/**
 * Saves a new pipeline with its first version. The document need not be correct yet.
 * @throws ALREADY_EXISTS for a taken name, FORBIDDEN, NOT_FOUND, BAD_USER_INPUT
 */
export async function createPipeline(
  deps: RunDeps,
  context: Context,
  input: {
    namespaceId: string;
    name: string;
    description?: string | null;
    document: string;
    idempotencyKey?: string | null;
  },
): Promise<{ pipelineId: string; versionId: string }> {
  const { namespaceId, idempotencyKey } = input;
  await deps.access.require(context, "pipeline:write", namespaceId);
  const { name, description, document } = parseInput(schema, {
    ...input,
    description: input.description ?? undefined,
  });
  const createdById = "userId" in context.actor ? context.actor.userId : null;
  return deps.database.transaction((tx) => {
    const now = deps.clock.now();
    const asked = { namespaceId, name, description, document };
    const call = {
      actor: actorName(context.actor),
      verb: "createPipeline",
      key: idempotencyKey,
      input: asked,
      now,
    };
    return idempotently(tx, call, async () => {
      await claimPipelineName(tx, namespaceId, name, null);
      const pipelineId = newId();
      const versionId = newId();
      await tx.client.pipeline.create({
        data: {
          id: pipelineId,
          namespaceId,
          name,
          description,
          searchText: pipelineSearchText({ name, description }),
          lastVersion: 1,
          createdById,
          createdAt: now,
          updatedAt: now,
        },
      });
      const digest = documentDigest(document);
      await tx.client.pipelineVersion.create({
        data: { id: versionId, pipelineId, number: 1, document, digest, createdById, createdAt: now },
      });
      recordAudit(tx, context, {
        at: now,
        namespaceId,
        action: "pipeline.create",
        resource: "pipeline",
        resourceId: pipelineId,
        after: { name, description, document: digest },
        details: { name, version: 1 },
      });
      return { pipelineId, versionId };
    });
  });
}
