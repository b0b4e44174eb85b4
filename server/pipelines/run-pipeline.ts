import { z } from "zod";
import { actorName, type Context } from "../core/context";
import { AppError } from "../core/errors";
import { idempotently } from "../core/idempotency";
import { parseInput } from "../core/parse-input";
import { sql } from "../core/rowset";
import { queueRun } from "../runs/queue-run";
import { loadPlan } from "./load-plan";
import type { PipelineDeps } from "./pipeline-deps";
import { type ChosenInput, resolveInputs } from "./resolve-inputs";
import { type RunPipelinePayload, runPipelineJobKind } from "./run-pipeline-payload";

const schema = z.object({
  version: z.int().positive().nullish(),
  inputs: z
    .array(z.object({ name: z.string().max(200), datasetId: z.string().max(100) }))
    .max(100)
    .default([]),
});

export interface RunPipelineInput {
  readonly pipelineId: string;
  /** The version's number; the newest unless told otherwise. */
  readonly version?: number | null;
  /** Datasets that take the place of those the document names. */
  readonly inputs?: readonly ChosenInput[] | null;
  readonly idempotencyKey?: string | null;
  /** "manual" unless told otherwise. */
  readonly trigger?: "manual" | "schedule" | "api" | "rerun";
  readonly rerunOfId?: string | null;
}

interface VersionRow {
  namespaceId: string;
  archived: number | boolean;
  id: string;
  digest: string;
}

/**
 * Queues a run of a pipeline.
 * @throws BAD_USER_INPUT with every problem of the document and of its inputs, NOT_FOUND, FORBIDDEN,
 * ILLEGAL_TRANSITION for an archived pipeline
 */
export async function runPipeline(
  deps: PipelineDeps,
  context: Context,
  input: RunPipelineInput,
): Promise<{ runId: string }> {
  const { database, access, clock } = deps;
  const {
    pipelineId,
    idempotencyKey,
    trigger = context.actor.kind === "token" ? "api" : "manual",
    rerunOfId = null,
  } = input;
  const { version, inputs } = parseInput(schema, {
    version: input.version,
    inputs: input.inputs ?? undefined,
  });
  const found = await findVersion(deps, pipelineId, version ?? null);
  await access.requireOn(context, "run:create", {
    thing: version ? "pipeline version" : "pipeline",
    id: pipelineId,
    namespaceId: found?.namespaceId,
  });
  const { namespaceId, id: versionId, digest, archived } = found!;
  if (archived)
    throw new AppError("ILLEGAL_TRANSITION", "This pipeline is archived; restore it before you run it.");
  const plan = await loadPlan(deps, { id: versionId, digest });

  return database.transaction((tx) => {
    const now = clock.now();
    const asked = { pipelineId, version: version ?? null, inputs, rerunOfId };
    const call = {
      actor: actorName(context.actor),
      verb: "runPipeline",
      key: idempotencyKey,
      input: asked,
      now,
    };
    return idempotently(tx, call, async () => {
      const resolved = await resolveInputs(tx, namespaceId, plan, inputs);
      const payload: Omit<RunPipelinePayload, "runId"> = {
        versionId,
        digest,
        inputs: resolved.map(({ name, datasetId, contentHash }) => ({ name, datasetId, contentHash })),
      };
      const { runId } = queueRun(tx, context, {
        namespaceId,
        kind: "pipeline",
        trigger,
        pipelineId,
        pipelineVersionId: versionId,
        rerunOfId,
        steps: plan.operations.map(({ position, step, operation, operator }) => ({
          position,
          step,
          operation,
          kind: operator.kind,
        })),
        inputs: resolved,
        job: { kind: runPipelineJobKind, payload },
        now,
      });
      return { runId };
    });
  });
}

/** One statement, because it stands in front of every run. */
async function findVersion(
  { database }: PipelineDeps,
  pipelineId: string,
  number: number | null,
): Promise<VersionRow | null> {
  const rows = await database.client.$queryRaw<VersionRow[]>(sql`
    SELECT p."namespaceId", p."archivedAt" IS NOT NULL AS "archived", v."id", v."digest"
    FROM "Pipeline" p JOIN "PipelineVersion" v ON v."pipelineId" = p."id"
    WHERE p."id" = ${pipelineId} AND v."number" = coalesce(CAST(${number} AS integer), p."lastVersion")`);
  return rows[0] ?? null;
}
