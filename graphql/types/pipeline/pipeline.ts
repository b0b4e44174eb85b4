import { visibleNamespaces } from "../../../server/accounts/visible-namespaces";
import { searchable } from "../../../server/core/searchable";
import { builder } from "../../builder";
import { rowId } from "../../ids";
import { namespaceBySlug } from "../../namespace-by-slug";
import { AuthorType, authorOf } from "../author";

export const PipelineVersionRef = builder.prismaNode("PipelineVersion", {
  nullable: true,
  description: "One saved text of a pipeline; never changed.",
  id: { field: "id" },
  findUnique: (id, { request }) => ({
    id,
    pipeline: { namespace: visibleNamespaces(request.actor, "pipeline:read") },
  }),
  fields: (t) => ({
    number: t.exposeInt("number"),
    document: t.exposeString("document", { description: "YAML." }),
    digest: t.exposeString("digest", { description: "SHA-256 of the document." }),
    createdBy: t.field({ type: AuthorType, nullable: true, resolve: authorOf }),
    createdAt: t.expose("createdAt", { type: "DateTime" }),
    pipeline: t.relation("pipeline"),
  }),
});

export const PipelineRef = builder.prismaNode("Pipeline", {
  nullable: true,
  description: "A YAML document of datasets, operators and steps, kept in versions.",
  id: { field: "id" },
  findUnique: (id, { request }) => ({ id, namespace: visibleNamespaces(request.actor, "pipeline:read") }),
  fields: (t) => ({
    name: t.exposeString("name"),
    description: t.exposeString("description"),
    namespace: t.relation("namespace"),
    createdAt: t.expose("createdAt", { type: "DateTime" }),
    updatedAt: t.expose("updatedAt", { type: "DateTime" }),
    archivedAt: t.expose("archivedAt", { type: "DateTime", nullable: true }),
    lastVersion: t.exposeInt("lastVersion", { description: "The newest version's number." }),
    current: t.prismaField({
      type: PipelineVersionRef,
      description: "The newest version.",
      resolve: (query, pipeline, _args, { services }) =>
        services.database.client.pipelineVersion.findUniqueOrThrow({
          ...query,
          where: { pipelineId_number: { pipelineId: pipeline.id, number: pipeline.lastVersion } },
        }),
    }),
    versions: t.relatedConnection("versions", { cursor: "id", query: { orderBy: { id: "desc" } } }),
  }),
});

builder.queryFields((t) => ({
  pipeline: t.prismaField({
    type: PipelineRef,
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    resolve: (query, _root, { id }, { services, request }) =>
      services.database.client.pipeline.findUnique({
        ...query,
        where: { id: rowId("Pipeline", id), namespace: visibleNamespaces(request.actor, "pipeline:read") },
      }),
  }),
  pipelines: t.prismaConnection({
    type: PipelineRef,
    cursor: "id",
    description: "A namespace's pipelines, newest first.",
    args: {
      namespace: t.arg.string({ required: true }),
      search: t.arg.string({ description: "Part of the name or the description; case does not matter." }),
      archived: t.arg.boolean({ defaultValue: false }),
    },
    resolve: async (query, _root, { namespace, search, archived }, context) => {
      const namespaceId = await namespaceBySlug(context, namespace, "pipeline:read");
      return context.services.database.client.pipeline.findMany({
        ...query,
        where: {
          namespaceId,
          searchText: search ? { contains: searchable(search.trim()) } : undefined,
          archivedAt: archived ? { not: null } : null,
        },
        orderBy: { id: "desc" },
      });
    },
  }),
}));
