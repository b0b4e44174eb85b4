import { createToken } from "../../server/accounts/tokens/create-token";
import type { TokenView } from "../../server/accounts/tokens/list-tokens";
import { revokeToken } from "../../server/accounts/tokens/revoke-token";
import { builder } from "../builder";
import { encodeId, rowId } from "../ids";
import { attempt, type MutationResult, UserErrorType } from "../mutation-result";
import { namespaceBySlug } from "../namespace-by-slug";
import { NamespaceRef } from "./namespace";

export const AccessTokenType = builder.objectRef<TokenView>("AccessToken").implement({
  description: "A personal access token for scripts; the token itself is shown once, when it is made.",
  fields: (t) => ({
    id: t.id({ resolve: ({ id }) => encodeId("AccessToken", id) }),
    name: t.exposeString("name"),
    hint: t.exposeString("hint", { description: "Its last four characters." }),
    scopes: t.exposeStringList("scopes", {
      description: "Permissions; never more than the owner's role allows.",
    }),
    namespace: t.prismaField({
      type: NamespaceRef,
      nullable: true,
      description: "The one namespace it works in; null for all of the owner's.",
      resolve: (query, { namespaceId }, _args, { services }) =>
        namespaceId
          ? services.database.client.namespace.findUnique({ ...query, where: { id: namespaceId } })
          : null,
    }),
    createdAt: t.expose("createdAt", { type: "DateTime" }),
    expiresAt: t.expose("expiresAt", { type: "DateTime" }),
    expired: t.exposeBoolean("expired"),
    lastUsedAt: t.expose("lastUsedAt", { type: "DateTime", nullable: true, description: "To the minute." }),
  }),
});

const CreateAccessTokenInput = builder.inputType("CreateAccessTokenInput", {
  fields: (t) => ({
    name: t.string({ required: true }),
    scopes: t.stringList({ required: true, description: "Permissions, for example run:create." }),
    namespace: t.string({ description: "Slug of the one namespace it shall work in." }),
    expiresInDays: t.int({ description: "1 to 366; 90 when not given." }),
    idempotencyKey: t.string(),
  }),
});

const CreateAccessTokenPayload = builder
  .objectRef<MutationResult<{ tokenId: string; token: string | null }>>("CreateAccessTokenPayload")
  .implement({
    fields: (t) => ({
      id: t.id({ nullable: true, resolve: ({ value }) => value && encodeId("AccessToken", value.tokenId) }),
      token: t.string({
        nullable: true,
        description: "Keep it: it is shown this once. Null when an idempotency key repeats an earlier call.",
        resolve: ({ value }) => value?.token ?? null,
      }),
      errors: t.expose("errors", { type: [UserErrorType] }),
    }),
  });

const RevokeAccessTokenPayload = builder
  .objectRef<MutationResult<string>>("RevokeAccessTokenPayload")
  .implement({
    fields: (t) => ({
      id: t.id({ nullable: true, resolve: ({ value }) => value }),
      errors: t.expose("errors", { type: [UserErrorType] }),
    }),
  });

builder.mutationFields((t) => ({
  createAccessToken: t.field({
    type: CreateAccessTokenPayload,
    description: "Makes a personal access token; needs a session.",
    args: { input: t.arg({ type: CreateAccessTokenInput, required: true }) },
    resolve: (_root, { input }, context) =>
      attempt(async () => {
        const { namespace, ...asked } = input;
        const namespaceId = namespace ? await namespaceBySlug(context, namespace, "namespace:read") : null;
        return createToken(context.services.accounts, context.request, { ...asked, namespaceId });
      }),
  }),
  revokeAccessToken: t.field({
    type: RevokeAccessTokenPayload,
    args: { id: t.arg.id({ required: true }) },
    resolve: (_root, { id }, { services, request }) =>
      attempt(async () => {
        await revokeToken(services.accounts, request, { tokenId: rowId("AccessToken", id) });
        return id;
      }),
  }),
}));
