import { type AuditEntryView, auditCursor, listAudit } from "../../server/accounts/audit/list-audit";
import { badInput } from "../../server/core/errors";
import { builder } from "../builder";
import { encodeId } from "../ids";
import { namespaceBySlug } from "../namespace-by-slug";

const AuditEntryType = builder.objectRef<AuditEntryView>("AuditEntry").implement({
  description: "Who did what to which thing; written with the change it tells of, never altered.",
  fields: (t) => ({
    id: t.id({ resolve: ({ id }) => encodeId("AuditEntry", id) }),
    at: t.expose("at", { type: "DateTime" }),
    actor: t.exposeString("actor", { description: '"user:<id>", "system:<component>" or "anonymous".' }),
    actorName: t.exposeString("actorName", { description: "Their name at that time." }),
    byToken: t.boolean({
      description: "Done with an access token.",
      resolve: ({ tokenId }) => tokenId !== null,
    }),
    action: t.exposeString("action", { description: "For example run.cancel." }),
    resource: t.exposeString("resource", { description: "The kind of thing." }),
    resourceId: t.exposeString("resourceId", { nullable: true }),
    outcome: t.exposeString("outcome", { description: '"ok", or the code of the refusal.' }),
    beforeDigest: t.exposeString("beforeDigest", {
      nullable: true,
      description: "SHA-256 of the thing before.",
    }),
    afterDigest: t.exposeString("afterDigest", {
      nullable: true,
      description: "SHA-256 of the thing after.",
    }),
    details: t.field({ type: "JSON", resolve: ({ details }) => details }),
    requestId: t.exposeString("requestId"),
    ip: t.exposeString("ip", { nullable: true }),
    userAgent: t.exposeString("userAgent", { nullable: true }),
  }),
});

const AuditFilter = builder.inputType("AuditFilter", {
  fields: (t) => ({
    actor: t.string({ description: 'As entries name actors: "user:<id>" and so on.' }),
    action: t.string({ description: 'One action, or all of a kind with a dot at the end: "run.".' }),
    resource: t.string(),
    resourceId: t.string(),
    outcome: t.string({ description: '"ok", an error code, or "refused" for all that are not ok.' }),
    from: t.field({ type: "DateTime", description: "At or after." }),
    to: t.field({ type: "DateTime", description: "Before." }),
    text: t.string({
      description: "Part of the actor's name, action, resource id, details, address or request id.",
    }),
  }),
});

builder.queryField("auditEntries", (t) =>
  t.connection({
    type: AuditEntryType,
    description:
      "Audit, newest first: of a namespace, or without one of the whole instance (administrators).",
    args: { namespace: t.arg.string(), filter: t.arg({ type: AuditFilter }) },
    resolve: async (_root, { namespace, filter, first, after, last, before }, context) => {
      if (last || before) throw badInput("The audit is paged forwards: use first and after.");
      const namespaceId = namespace ? await namespaceBySlug(context, namespace, "audit:read") : null;
      const { accounts } = context.services;
      const page = await listAudit(accounts, context.request, {
        namespaceId,
        filter: filter ?? {},
        first: first ?? 25,
        after,
      });
      const edges = page.entries.map((node) => ({ node, cursor: auditCursor(node) }));
      return {
        edges,
        pageInfo: {
          hasNextPage: page.next !== null,
          hasPreviousPage: Boolean(after),
          startCursor: edges[0]?.cursor ?? null,
          endCursor: edges.at(-1)?.cursor ?? null,
        },
      };
    },
  }),
);
