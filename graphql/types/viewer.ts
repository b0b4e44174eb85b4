import { listNamespaces } from "../../server/accounts/namespaces/list-namespaces";
import { changePassword } from "../../server/accounts/passwords/change-password";
import { listSessions } from "../../server/accounts/sessions/list-sessions";
import { listTokens } from "../../server/accounts/tokens/list-tokens";
import { setLocale } from "../../server/accounts/users/set-locale";
import { builder } from "../builder";
import { encodeId } from "../ids";
import { attempt, type MutationResult, UserErrorType } from "../mutation-result";
import { AccessTokenType } from "./access-token";
import { NamespaceRef } from "./namespace";
import { SessionType } from "./session";

interface Viewer {
  readonly id: string;
  readonly name: string;
  readonly locale: string;
  readonly instanceAdmin: boolean;
}

export const ViewerType = builder.objectRef<Viewer>("Viewer").implement({
  description: "Whoever asks: signed in, or by an access token.",
  fields: (t) => ({
    id: t.id({ resolve: ({ id }) => encodeId("User", id) }),
    name: t.exposeString("name"),
    locale: t.exposeString("locale", { description: '"en" or "zh-CN".' }),
    instanceAdmin: t.exposeBoolean("instanceAdmin"),
    namespaces: t.prismaField({
      type: [NamespaceRef],
      description: "The viewer's namespaces, by name.",
      resolve: async (query, _viewer, _args, { services, request }) => {
        const mine = await listNamespaces(services.accounts, request);
        return services.database.client.namespace.findMany({
          ...query,
          where: { id: { in: mine.map(({ id }) => id) } },
          orderBy: [{ name: "asc" }, { id: "asc" }],
        });
      },
    }),
    sessions: t.field({
      type: [SessionType],
      description: "Where the viewer is signed in; not for access tokens.",
      resolve: (_viewer, _args, { services, request }) => listSessions(services.accounts, request),
    }),
    accessTokens: t.field({
      type: [AccessTokenType],
      description: "The viewer's tokens, newest first; not for access tokens.",
      resolve: (_viewer, _args, { services, request }) => listTokens(services.accounts, request),
    }),
  }),
});

builder.queryField("me", (t) =>
  t.field({
    type: ViewerType,
    description: "Whoever asks. UNAUTHENTICATED without a session or an access token.",
    resolve: async (_root, _args, { services, request }) => {
      const { userId } = await services.access.requireSignedIn(request);
      return services.database.client.user.findUniqueOrThrow({
        where: { id: userId },
        select: { id: true, name: true, locale: true, instanceAdmin: true },
      });
    },
  }),
);

const DonePayload = builder.objectRef<MutationResult<true>>("DonePayload").implement({
  description: "For changes that have nothing to show but that they were made.",
  fields: (t) => ({
    done: t.boolean({ resolve: ({ value }) => value === true }),
    errors: t.expose("errors", { type: [UserErrorType] }),
  }),
});

const ChangePasswordInput = builder.inputType("ChangePasswordInput", {
  fields: (t) => ({
    currentPassword: t.string({ required: true }),
    newPassword: t.string({ required: true }),
  }),
});

builder.mutationFields((t) => ({
  changePassword: t.field({
    type: DonePayload,
    description: "Replaces the viewer's password and ends their other sessions.",
    args: { input: t.arg({ type: ChangePasswordInput, required: true }) },
    resolve: (_root, { input }, { services, request }) =>
      attempt(async () => {
        await changePassword(services.accounts, request, input);
        return true as const;
      }),
  }),
  setLocale: t.field({
    type: DonePayload,
    description: 'The language the console speaks to the viewer: "en" or "zh-CN".',
    args: { locale: t.arg.string({ required: true }) },
    resolve: (_root, { locale }, { services, request }) =>
      attempt(async () => {
        await setLocale(services.accounts, request, { locale });
        return true as const;
      }),
  }),
}));
