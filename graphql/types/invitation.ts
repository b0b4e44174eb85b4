import { acceptInvitation } from "../../server/accounts/invitations/accept-invitation";
import { createInvitation } from "../../server/accounts/invitations/create-invitation";
import { type InvitationView, listInvitations } from "../../server/accounts/invitations/list-invitations";
import { revokeInvitation } from "../../server/accounts/invitations/revoke-invitation";
import { isRole } from "../../server/accounts/permissions";
import { builder } from "../builder";
import { encodeId, rowId } from "../ids";
import { attempt, type MutationResult, UserErrorType } from "../mutation-result";
import { namespaceBySlug } from "../namespace-by-slug";
import { NamespaceRef, RoleType } from "./namespace";

const InvitationType = builder.objectRef<InvitationView>("Invitation").implement({
  description:
    "A single-use code that lets somebody join a namespace, and register where registration is by invitation.",
  fields: (t) => ({
    id: t.id({ resolve: ({ id }) => encodeId("Invitation", id) }),
    role: t.field({ type: RoleType, resolve: ({ role }) => (isRole(role) ? role : "viewer") }),
    createdAt: t.expose("createdAt", { type: "DateTime" }),
    expiresAt: t.expose("expiresAt", { type: "DateTime" }),
  }),
});

builder.queryField("invitations", (t) =>
  t.field({
    type: [InvitationType],
    description: "A namespace's invitations that can still be used, newest first, at most 200.",
    args: { namespace: t.arg.string({ required: true }) },
    resolve: async (_root, { namespace }, context) => {
      const namespaceId = await namespaceBySlug(context, namespace, "member:manage");
      return listInvitations(context.services.accounts, context.request, { namespaceId });
    },
  }),
);

const CreateInvitationInput = builder.inputType("CreateInvitationInput", {
  fields: (t) => ({
    namespace: t.string({ required: true, description: "Slug." }),
    role: t.field({ type: RoleType, required: true }),
    idempotencyKey: t.string(),
  }),
});

const CreateInvitationPayload = builder
  .objectRef<MutationResult<{ invitationId: string; code: string | null }>>("CreateInvitationPayload")
  .implement({
    fields: (t) => ({
      id: t.id({
        nullable: true,
        resolve: ({ value }) => value && encodeId("Invitation", value.invitationId),
      }),
      code: t.string({
        nullable: true,
        description:
          "Pass it on: it is shown this once. Null when an idempotency key repeats an earlier call.",
        resolve: ({ value }) => value?.code ?? null,
      }),
      errors: t.expose("errors", { type: [UserErrorType] }),
    }),
  });

const RevokeInvitationPayload = builder
  .objectRef<MutationResult<string>>("RevokeInvitationPayload")
  .implement({
    fields: (t) => ({
      id: t.id({ nullable: true, resolve: ({ value }) => value }),
      errors: t.expose("errors", { type: [UserErrorType] }),
    }),
  });

const AcceptInvitationPayload = builder
  .objectRef<MutationResult<string>>("AcceptInvitationPayload")
  .implement({
    fields: (t) => ({
      namespace: t.prismaField({
        type: NamespaceRef,
        nullable: true,
        description: "The namespace the viewer is now a member of.",
        resolve: (query, { value }, _args, { services }) =>
          value ? services.database.client.namespace.findUnique({ ...query, where: { id: value } }) : null,
      }),
      errors: t.expose("errors", { type: [UserErrorType] }),
    }),
  });

builder.mutationFields((t) => ({
  createInvitation: t.field({
    type: CreateInvitationPayload,
    args: { input: t.arg({ type: CreateInvitationInput, required: true }) },
    resolve: (_root, { input }, context) =>
      attempt(async () => {
        const namespaceId = await namespaceBySlug(context, input.namespace, "member:manage");
        const { role, idempotencyKey } = input;
        return createInvitation(context.services.accounts, context.request, {
          namespaceId,
          role,
          idempotencyKey,
        });
      }),
  }),
  revokeInvitation: t.field({
    type: RevokeInvitationPayload,
    args: { id: t.arg.id({ required: true }) },
    resolve: (_root, { id }, { services, request }) =>
      attempt(async () => {
        await revokeInvitation(services.accounts, request, { invitationId: rowId("Invitation", id) });
        return id;
      }),
  }),
  acceptInvitation: t.field({
    type: AcceptInvitationPayload,
    description: "Joins the viewer to the namespace of an invitation.",
    args: { code: t.arg.string({ required: true }) },
    resolve: (_root, { code }, { services, request }) =>
      attempt(async () => (await acceptInvitation(services.accounts, request, { code })).namespaceId),
  }),
}));
