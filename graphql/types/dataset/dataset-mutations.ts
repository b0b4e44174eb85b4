import { cancelImport } from "../../../server/datasets/cancel-import";
import { createDataset } from "../../../server/datasets/create-dataset";
import { deleteDataset } from "../../../server/datasets/delete-dataset";
import { describeDataset } from "../../../server/datasets/describe-dataset";
import { registerRunOutput } from "../../../server/datasets/register-run-output";
import { renameDataset } from "../../../server/datasets/rename-dataset";
import { retryImport } from "../../../server/datasets/retry-import";
import { builder } from "../../builder";
import { rowId } from "../../ids";
import { attempt, type MutationResult, UserErrorType } from "../../mutation-result";
import { namespaceBySlug } from "../../namespace-by-slug";
import { DatasetRef } from "./dataset";

const DatasetPayload = builder.objectRef<MutationResult<{ datasetId: string }>>("DatasetPayload").implement({
  fields: (t) => ({
    dataset: t.prismaField({
      type: DatasetRef,
      nullable: true,
      resolve: (query, { value }, _args, { services }) =>
        value && services.database.client.dataset.findUnique({ ...query, where: { id: value.datasetId } }),
    }),
    errors: t.expose("errors", { type: [UserErrorType] }),
  }),
});

const DeleteDatasetPayload = builder
  .objectRef<MutationResult<{ datasetId: string }>>("DeleteDatasetPayload")
  .implement({
    fields: (t) => ({
      deleted: t.boolean({ resolve: ({ value }) => value !== null }),
      errors: t.expose("errors", { type: [UserErrorType] }),
    }),
  });

builder.mutationFields((t) => ({
  createDataset: t.field({
    type: DatasetPayload,
    description: "Makes a dataset of an upload (POST /uploads/datasets) and imports it in the background.",
    args: {
      namespace: t.arg.string({ required: true }),
      uploadId: t.arg.string({ required: true }),
      name: t.arg.string({ description: "The file's name without its ending unless told otherwise." }),
      source: t.arg.string({ description: "Where the data comes from." }),
      tags: t.arg.stringList(),
      format: t.arg.string({
        description: "csv, json, ndjson, …; found out from the file unless told otherwise.",
      }),
      options: t.arg({
        type: "JSON",
        description: "What the format's reader is told; found out unless told otherwise.",
      }),
      idempotencyKey: t.arg.string(),
    },
    resolve: (_root, { namespace, ...input }, context) =>
      attempt(async () => {
        const namespaceId = await namespaceBySlug(context, namespace, "dataset:write");
        return createDataset(context.services.datasets, context.request, { ...input, namespaceId });
      }),
  }),
  cancelImport: t.field({
    type: DatasetPayload,
    args: { id: t.arg.id({ required: true }) },
    resolve: (_root, { id }, { services, request }) =>
      attempt(() => cancelImport(services.datasets, request, { datasetId: rowId("Dataset", id) })),
  }),
  retryImport: t.field({
    type: DatasetPayload,
    description: "Reads the raw file of a failed or cancelled import again, with other options when given.",
    args: {
      id: t.arg.id({ required: true }),
      format: t.arg.string(),
      options: t.arg({ type: "JSON" }),
      idempotencyKey: t.arg.string(),
    },
    resolve: (_root, { id, ...input }, { services, request }) =>
      attempt(() => retryImport(services.datasets, request, { ...input, datasetId: rowId("Dataset", id) })),
  }),
  renameDataset: t.field({
    type: DatasetPayload,
    args: { id: t.arg.id({ required: true }), name: t.arg.string({ required: true }) },
    resolve: (_root, { id, name }, { services, request }) =>
      attempt(() => renameDataset(services.datasets, request, { datasetId: rowId("Dataset", id), name })),
  }),
  describeDataset: t.field({
    type: DatasetPayload,
    description: "Sets source and tags; what is absent stays as it is.",
    args: { id: t.arg.id({ required: true }), source: t.arg.string(), tags: t.arg.stringList() },
    resolve: (_root, { id, source, tags }, { services, request }) =>
      attempt(() =>
        describeDataset(services.datasets, request, {
          datasetId: rowId("Dataset", id),
          source,
          tags: tags ?? undefined,
        }),
      ),
  }),
  deleteDataset: t.field({
    type: DeleteDatasetPayload,
    description: "Refused with REFERENCED while a run that is kept has read it.",
    args: { id: t.arg.id({ required: true }) },
    resolve: (_root, { id }, { services, request }) =>
      attempt(() => deleteDataset(services.datasets, request, { datasetId: rowId("Dataset", id) })),
  }),
  saveRunAsDataset: t.field({
    type: DatasetPayload,
    description:
      "Saves a run's result as a generated dataset whose lineage leads back to run and pipeline version.",
    args: {
      runId: t.arg.id({ required: true }),
      name: t.arg.string({ required: true }),
      tags: t.arg.stringList(),
      idempotencyKey: t.arg.string(),
    },
    resolve: (_root, { runId, ...input }, { services, request }) =>
      attempt(() => registerRunOutput(services.datasets, request, { ...input, runId: rowId("Run", runId) })),
  }),
}));
