import { leastRole, type Permission, permissions } from "../../server/accounts/permissions";
import { register } from "../../server/accounts/users/register";
import { type RegistrationPolicy, registrationPolicy } from "../../server/accounts/users/registration-policy";
import { builder } from "../builder";
import { encodeId } from "../ids";
import { attempt, type MutationResult, UserErrorType } from "../mutation-result";
import { RoleType } from "./namespace";

const RegistrationModeType = builder.enumType("RegistrationMode", {
  description:
    "Who may register: anybody, holders of an invitation, or nobody (an administrator makes accounts).",
  values: { OPEN: { value: "open" }, INVITE: { value: "invite" }, CLOSED: { value: "closed" } } as const,
});

const PermissionType = builder.objectRef<Permission>("Permission").implement({
  description: "Something that can be done in a namespace, and the least role that may.",
  fields: (t) => ({
    name: t.string({ description: "For example run:create.", resolve: (name) => name }),
    leastRole: t.field({ type: RoleType, resolve: (name) => leastRole[name] }),
  }),
});

const InstanceType = builder.objectRef<RegistrationPolicy>("Instance").implement({
  description: "What anybody may know of this installation before signing in.",
  fields: (t) => ({
    registration: t.field({ type: RegistrationModeType, resolve: ({ mode }) => mode }),
    hasUsers: t.boolean({
      description:
        "Without users, whoever registers next administers the instance, whatever the registration setting.",
      resolve: ({ firstAccount }) => !firstAccount,
    }),
    leastPasswordLength: t.exposeInt("leastPasswordLength"),
    graphiql: t.boolean({ resolve: (_instance, _args, { services }) => services.graphiql }),
    permissions: t.field({ type: [PermissionType], resolve: () => permissions }),
  }),
});

builder.queryField("instance", (t) =>
  t.field({
    type: InstanceType,
    resolve: (_root, _args, { services }) => registrationPolicy(services.accounts),
  }),
);

interface Registered {
  readonly userId: string;
  readonly name: string;
  readonly instanceAdmin: boolean;
}

const NewAccountType = builder.objectRef<Registered>("NewAccount").implement({
  description: "The account just made; sign in with it.",
  fields: (t) => ({
    id: t.id({ resolve: ({ userId }) => encodeId("User", userId) }),
    name: t.exposeString("name"),
    instanceAdmin: t.exposeBoolean("instanceAdmin"),
  }),
});

const RegisterInput = builder.inputType("RegisterInput", {
  fields: (t) => ({
    name: t.string({ required: true }),
    password: t.string({ required: true }),
    locale: t.string(),
    inviteCode: t.string(),
  }),
});

const RegisterPayload = builder.objectRef<MutationResult<Registered>>("RegisterPayload").implement({
  fields: (t) => ({
    user: t.field({ type: NewAccountType, nullable: true, resolve: ({ value }) => value }),
    errors: t.expose("errors", { type: [UserErrorType] }),
  }),
});

builder.mutationField("register", (t) =>
  t.field({
    type: RegisterPayload,
    description: "Makes an account; sign-in is a request of its own. For everybody, within a rate limit.",
    args: { input: t.arg({ type: RegisterInput, required: true }) },
    resolve: (_root, { input }, { services, request }) =>
      attempt(() => register(services.accounts, request, input)),
  }),
);
