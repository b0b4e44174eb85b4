import { visibleNamespaces } from "../../../server/accounts/visible-namespaces";
import { datasetFilter } from "../../../server/datasets/dataset-filter";
import type { ImportError } from "../../../server/datasets/dataset-machine";
import { builder } from "../../builder";
import { rowId } from "../../ids";
import { namespaceBySlug } from "../../namespace-by-slug";
import { AuthorType, authorOf } from "../author";
import { ColumnType } from "../column";
import { RunRef } from "../run/run";

const ImportErrorType = builder.objectRef<ImportError>("ImportError").implement({
  description: "Why an import failed, with its place in the file.",
  fields: (t) => ({
    code: t.exposeString("code"),
    message: t.exposeString("message"),
    line: t.exposeInt("line", { nullable: true }),
    column: t.exposeInt("column", { nullable: true }),
  }),
});

export const DatasetRef = builder.prismaNode("Dataset", {
  nullable: true,
  description: "A table registered in the data center.",
  id: { field: "id" },
  findUnique: (id, { request }) => ({ id, namespace: visibleNamespaces(request.actor, "dataset:read") }),
  fields: (t) => ({
    name: t.exposeString("name"),
    namespace: t.relation("namespace"),
    origin: t.exposeString("origin", { description: '"uploaded" or "generated".' }),
    status: t.exposeString("status", { description: "PENDING, IMPORTING, READY, FAILED or CANCELLED." }),
    format: t.exposeString("format"),
    fileName: t.exposeString("fileName", { nullable: true }),
    rawBytes: t.expose("rawBytes", { type: "Long" }),
    columns: t.field({
      type: [ColumnType],
      nullable: true,
      resolve: (dataset) =>
        dataset.columns ? (JSON.parse(dataset.columns) as { name: string; type: string }[]) : null,
    }),
    rowCount: t.expose("rowCount", { type: "Long", nullable: true }),
    rejectedCount: t.expose("rejectedCount", { type: "Long" }),
    contentHash: t.exposeString("contentHash", { nullable: true, description: "SHA-256 of the table." }),
    source: t.exposeString("source", { nullable: true }),
    tags: t.stringList({
      select: { tags: { select: { tag: true }, orderBy: { tag: "asc" } } },
      resolve: (dataset) => dataset.tags.map(({ tag }) => tag),
    }),
    error: t.field({
      type: ImportErrorType,
      nullable: true,
      resolve: (dataset) => (dataset.error ? (JSON.parse(dataset.error) as ImportError) : null),
    }),
    run: t.relation("run", { nullable: true, description: "The run whose result this is." }),
    usedBy: t.prismaField({
      type: [RunRef],
      description: "The newest runs that read this dataset; while they are kept it cannot be deleted.",
      args: { first: t.arg.int({ defaultValue: 10, description: "At most 100." }) },
      resolve: (query, { id }, { first }, { services, request }) =>
        services.database.client.run.findMany({
          ...query,
          where: {
            inputs: { some: { datasetId: id } },
            namespace: visibleNamespaces(request.actor, "run:read"),
          },
          orderBy: { id: "desc" },
          take: Math.min(Math.max(1, first ?? 10), 100),
        }),
    }),
    createdBy: t.field({ type: AuthorType, nullable: true, resolve: authorOf }),
    createdAt: t.expose("createdAt", { type: "DateTime" }),
    updatedAt: t.expose("updatedAt", { type: "DateTime" }),
    importedAt: t.expose("importedAt", { type: "DateTime", nullable: true }),
  }),
});

builder.queryFields((t) => ({
  dataset: t.prismaField({
    type: DatasetRef,
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    resolve: (query, _root, { id }, { services, request }) =>
      services.database.client.dataset.findUnique({
        ...query,
        where: { id: rowId("Dataset", id), namespace: visibleNamespaces(request.actor, "dataset:read") },
      }),
  }),
  datasets: t.prismaConnection({
    type: DatasetRef,
    cursor: "id",
    description: "A namespace's datasets, newest first.",
    args: {
      namespace: t.arg.string({ required: true }),
      origin: t.arg.string({ description: '"uploaded" or "generated".' }),
      search: t.arg.string({
        description: "Part of the name, the file's name or the source; case does not matter.",
      }),
      tag: t.arg.string(),
      status: t.arg.string(),
    },
    resolve: async (query, _root, { namespace, ...filter }, context) => {
      const namespaceId = await namespaceBySlug(context, namespace, "dataset:read");
      return context.services.database.client.dataset.findMany({
        ...query,
        where: datasetFilter({ namespaceId, ...filter }),
        orderBy: { id: "desc" },
      });
    },
  }),
}));
