import { rerunPipeline } from "../../../server/pipelines/rerun-pipeline";
import { runPipeline } from "../../../server/pipelines/run-pipeline";
import { cancelRun } from "../../../server/runs/cancel-run";
import { builder } from "../../builder";
import { rowId } from "../../ids";
import { attempt, type MutationResult, UserErrorType } from "../../mutation-result";
import { RunRef } from "./run";

const RunPayload = builder.objectRef<MutationResult<{ runId: string }>>("RunPayload").implement({
  fields: (t) => ({
    run: t.prismaField({
      type: RunRef,
      nullable: true,
      resolve: (query, { value }, _args, { services }) =>
        value && services.database.client.run.findUnique({ ...query, where: { id: value.runId } }),
    }),
    errors: t.expose("errors", { type: [UserErrorType] }),
  }),
});

const RunInputChoice = builder.inputType("RunInputChoice", {
  description: "A dataset that takes the place of the one the document names.",
  fields: (t) => ({
    name: t.string({ required: true, description: "The dataset's name in the document." }),
    datasetId: t.id({ required: true }),
  }),
});

builder.mutationFields((t) => ({
  runPipeline: t.field({
    type: RunPayload,
    description: "Queues a run. Problems of the document or its inputs come back with line and column.",
    args: {
      pipelineId: t.arg.id({ required: true }),
      version: t.arg.int({ description: "The newest unless told otherwise." }),
      inputs: t.arg({ type: [RunInputChoice] }),
      idempotencyKey: t.arg.string(),
    },
    resolve: (_root, { pipelineId, version, inputs, idempotencyKey }, { services, request }) =>
      attempt(() =>
        runPipeline(services.pipelines, request, {
          pipelineId: rowId("Pipeline", pipelineId),
          version,
          inputs: inputs?.map(({ name, datasetId }) => ({ name, datasetId: rowId("Dataset", datasetId) })),
          idempotencyKey,
        }),
      ),
  }),
  rerun: t.field({
    type: RunPayload,
    description: "Queues the same version with the same inputs again.",
    args: { runId: t.arg.id({ required: true }), idempotencyKey: t.arg.string() },
    resolve: (_root, { runId, idempotencyKey }, { services, request }) =>
      attempt(() =>
        rerunPipeline(services.pipelines, request, { runId: rowId("Run", runId), idempotencyKey }),
      ),
  }),
  cancelRun: t.field({
    type: RunPayload,
    description:
      "A run that waits is cancelled at once; one that runs stops within moments. Asking again changes nothing.",
    args: { runId: t.arg.id({ required: true }) },
    resolve: (_root, { runId }, { services, request }) =>
      attempt(async () => {
        const { id } = await cancelRun(services.pipelines, request, { runId: rowId("Run", runId) });
        return { runId: id };
      }),
  }),
}));
