import { z } from "zod";
import { recordAudit } from "../accounts/audit/record-audit";
import { actorName, type Context } from "../core/context";
import { AppError, notFound } from "../core/errors";
import { idempotently } from "../core/idempotency";
import { newId } from "../core/ids";
import { lockUntilCommit } from "../core/lock-until-commit";
import { parseInput } from "../core/parse-input";
import type { RunDeps } from "../runs/run-deps";
import { documentDigest, pipelineDocument } from "./pipeline-input";
import { requirePipeline } from "./require-pipeline";

const schema = z.object({ document: pipelineDocument, baseVersion: z.int().positive().optional() });

/**
 * Saves a text as the pipeline's next version; the same text as the newest version makes none. With `baseVersion`
 * (the number the editor began from) a version that somebody else saved meanwhile is not buried.
 * @throws STALE_WRITE when there is a newer version than `baseVersion`, ILLEGAL_TRANSITION for an archived pipeline,
 * NOT_FOUND, FORBIDDEN, BAD_USER_INPUT
 */
export async function savePipelineVersion(
  deps: RunDeps,
  context: Context,
  input: {
    pipelineId: string;
    document: string;
    baseVersion?: number | null;
    idempotencyKey?: string | null;
  },
): Promise<{ pipelineId: string; versionId: string; number: number; created: boolean }> {
  const { pipelineId, idempotencyKey } = input;
  await requirePipeline(deps, context, "pipeline:write", pipelineId);
  const { document, baseVersion } = parseInput(schema, {
    document: input.document,
    baseVersion: input.baseVersion ?? undefined,
  });
  const digest = documentDigest(document);
  const createdById = "userId" in context.actor ? context.actor.userId : null;
  return deps.database.transaction((tx) => {
    const now = deps.clock.now();
    const asked = { pipelineId, digest, baseVersion: baseVersion ?? null };
    const call = {
      actor: actorName(context.actor),
      verb: "savePipelineVersion",
      key: idempotencyKey,
      input: asked,
      now,
    };
    return idempotently(tx, call, async () => {
      await lockUntilCommit(tx, `pipeline ${pipelineId}`);
      const pipeline = await tx.client.pipeline.findUnique({ where: { id: pipelineId } });
      if (!pipeline) throw notFound("pipeline", pipelineId);
      if (pipeline.archivedAt)
        throw new AppError(
          "ILLEGAL_TRANSITION",
          "This pipeline is archived; restore it before you change it.",
        );
      const newest = await tx.client.pipelineVersion.findUniqueOrThrow({
        where: { pipelineId_number: { pipelineId, number: pipeline.lastVersion } },
        select: { id: true, number: true, digest: true },
      });
      if (newest.digest === digest)
        return { pipelineId, versionId: newest.id, number: newest.number, created: false };
      if (baseVersion !== undefined && baseVersion !== newest.number) {
        throw new AppError(
          "STALE_WRITE",
          `Somebody saved version ${newest.number} after version ${baseVersion}, which you began from; compare before you save.`,
          {
            details: { newest: newest.number },
          },
        );
      }
      const number = newest.number + 1;
      const versionId = newId();
      await tx.client.pipelineVersion.create({
        data: { id: versionId, pipelineId, number, document, digest, createdById, createdAt: now },
      });
      await tx.client.pipeline.update({
        where: { id: pipelineId },
        data: { lastVersion: number, updatedAt: now },
      });
      recordAudit(tx, context, {
        at: now,
        namespaceId: pipeline.namespaceId,
        action: "pipeline.update",
        resource: "pipeline",
        resourceId: pipelineId,
        before: { document: newest.digest },
        after: { document: digest },
        details: { name: pipeline.name, version: number },
      });
      return { pipelineId, versionId, number, created: true };
    });
  });
}
