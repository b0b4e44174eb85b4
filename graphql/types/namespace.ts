import type { Grant } from "../../server/accounts/access";
import { createNamespace } from "../../server/accounts/namespaces/create-namespace";
import { renameNamespace } from "../../server/accounts/namespaces/rename-namespace";
import { roles } from "../../server/accounts/permissions";
import { visibleNamespaces } from "../../server/accounts/visible-namespaces";
import { notFound } from "../../server/core/errors";
import { builder } from "../builder";
import type { GraphQLContext } from "../context";
import { attempt, type MutationResult, UserErrorType } from "../mutation-result";
import { namespaceBySlug } from "../namespace-by-slug";

export const RoleType = builder.enumType("Role", {
  description:
    "A role in a namespace; each may do all that those before it may: to look, to operate, to author, to govern.",
  values: roles,
});

export const NamespaceRef = builder.prismaNode("Namespace", {
  nullable: true,
  description: "The unit of isolation and of authorization; everything below belongs to exactly one.",
  id: { field: "id" },
  findUnique: (id, { request }) => ({ id, AND: visibleNamespaces(request.actor, "namespace:read") }),
  fields: (t) => ({
    slug: t.exposeString("slug", { description: "The short name in addresses." }),
    name: t.exposeString("name"),
    createdAt: t.expose("createdAt", { type: "DateTime" }),
    role: t.field({
      type: RoleType,
      description: "The viewer's own role.",
      resolve: async ({ id }, _args, context) => (await grant(context, id)).role,
    }),
    permissions: t.stringList({
      description: "What the viewer may do here; pages show nothing else.",
      resolve: async ({ id }, _args, context) => (await grant(context, id)).permissions,
    }),
    datasetCount: t.relationCount("datasets"),
    pipelineCount: t.relationCount("pipelines", {
      where: { archivedAt: null },
      description: "Archived ones are not counted.",
    }),
  }),
});

async function grant({ services, request }: GraphQLContext, id: string): Promise<Grant> {
  const found = await services.access.grantIn(request, id);
  if (!found) throw notFound("namespace", id);
  return found;
}

builder.queryField("namespace", (t) =>
  t.prismaField({
    type: NamespaceRef,
    nullable: true,
    args: { slug: t.arg.string({ required: true }) },
    resolve: (query, _root, { slug }, { services, request }) =>
      services.database.client.namespace.findFirst({
        ...query,
        where: { slug, ...visibleNamespaces(request.actor, "namespace:read") },
      }),
  }),
);

const NamespacePayload = builder.objectRef<MutationResult<string>>("NamespacePayload").implement({
  fields: (t) => ({
    namespace: t.prismaField({
      type: NamespaceRef,
      nullable: true,
      resolve: (query, { value }, _args, { services }) =>
        value ? services.database.client.namespace.findUnique({ ...query, where: { id: value } }) : null,
    }),
    errors: t.expose("errors", { type: [UserErrorType] }),
  }),
});

const CreateNamespaceInput = builder.inputType("CreateNamespaceInput", {
  fields: (t) => ({
    name: t.string({ required: true }),
    slug: t.string({ description: "Made from the name when not given." }),
    idempotencyKey: t.string(),
  }),
});

const RenameNamespaceInput = builder.inputType("RenameNamespaceInput", {
  fields: (t) => ({
    namespace: t.string({ required: true, description: "The present short name." }),
    name: t.string(),
    slug: t.string(),
  }),
});

builder.mutationFields((t) => ({
  createNamespace: t.field({
    type: NamespacePayload,
    description: "Makes a namespace with the viewer as its admin.",
    args: { input: t.arg({ type: CreateNamespaceInput, required: true }) },
    resolve: (_root, { input }, { services, request }) =>
      attempt(async () => (await createNamespace(services.accounts, request, input)).namespaceId),
  }),
  renameNamespace: t.field({
    type: NamespacePayload,
    args: { input: t.arg({ type: RenameNamespaceInput, required: true }) },
    resolve: (_root, { input }, context) =>
      attempt(async () => {
        const namespaceId = await namespaceBySlug(context, input.namespace, "namespace:manage");
        const { name, slug } = input;
        await renameNamespace(context.services.accounts, context.request, { namespaceId, name, slug });
        return namespaceId;
      }),
  }),
}));
