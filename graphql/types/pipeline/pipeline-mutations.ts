import { archivePipeline } from "../../../server/pipelines/archive-pipeline";
import { createPipeline } from "../../../server/pipelines/create-pipeline";
import { renamePipeline } from "../../../server/pipelines/rename-pipeline";
import { savePipelineVersion } from "../../../server/pipelines/save-pipeline-version";
import { builder } from "../../builder";
import { rowId } from "../../ids";
import { attempt, type MutationResult, UserErrorType } from "../../mutation-result";
import { namespaceBySlug } from "../../namespace-by-slug";
import { PipelineRef } from "./pipeline";

const PipelinePayload = builder
  .objectRef<MutationResult<{ pipelineId: string }>>("PipelinePayload")
  .implement({
    fields: (t) => ({
      pipeline: t.prismaField({
        type: PipelineRef,
        nullable: true,
        resolve: (query, { value }, _args, { services }) =>
          value &&
          services.database.client.pipeline.findUnique({ ...query, where: { id: value.pipelineId } }),
      }),
      errors: t.expose("errors", { type: [UserErrorType] }),
    }),
  });

builder.mutationFields((t) => ({
  createPipeline: t.field({
    type: PipelinePayload,
    description: "Saves a new pipeline with its first version. The document need not be correct yet.",
    args: {
      namespace: t.arg.string({ required: true }),
      name: t.arg.string({ required: true }),
      description: t.arg.string(),
      document: t.arg.string({ required: true, description: "YAML." }),
      idempotencyKey: t.arg.string(),
    },
    resolve: (_root, { namespace, ...input }, context) =>
      attempt(async () => {
        const namespaceId = await namespaceBySlug(context, namespace, "pipeline:write");
        return createPipeline(context.services.pipelines, context.request, { ...input, namespaceId });
      }),
  }),
  savePipeline: t.field({
    type: PipelinePayload,
    description: "Saves the document as a new version; the same text as the newest makes none.",
    args: {
      id: t.arg.id({ required: true }),
      document: t.arg.string({ required: true }),
      baseVersion: t.arg.int({
        description: "The version that was edited; refused when a newer one exists.",
      }),
      idempotencyKey: t.arg.string(),
    },
    resolve: (_root, { id, ...input }, { services, request }) =>
      attempt(() =>
        savePipelineVersion(services.pipelines, request, { ...input, pipelineId: rowId("Pipeline", id) }),
      ),
  }),
  renamePipeline: t.field({
    type: PipelinePayload,
    args: { id: t.arg.id({ required: true }), name: t.arg.string(), description: t.arg.string() },
    resolve: (_root, { id, ...input }, { services, request }) =>
      attempt(() =>
        renamePipeline(services.pipelines, request, { ...input, pipelineId: rowId("Pipeline", id) }),
      ),
  }),
  archivePipeline: t.field({
    type: PipelinePayload,
    description: "Takes a pipeline out of lists, or back into them. Its runs stay.",
    args: { id: t.arg.id({ required: true }), archived: t.arg.boolean({ defaultValue: true }) },
    resolve: (_root, { id, archived }, { services, request }) =>
      attempt(() =>
        archivePipeline(services.pipelines, request, {
          pipelineId: rowId("Pipeline", id),
          archived: archived ?? true,
        }),
      ),
  }),
}));
