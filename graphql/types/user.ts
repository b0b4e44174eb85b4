import { createUser } from "../../server/accounts/users/create-user";
import { disableUser } from "../../server/accounts/users/disable-user";
import { enableUser } from "../../server/accounts/users/enable-user";
import { resetPassword } from "../../server/accounts/users/reset-password";
import { setInstanceAdmin } from "../../server/accounts/users/set-instance-admin";
import { loginNameOf } from "../../server/accounts/users/user-name";
import { visibleUsers } from "../../server/accounts/visible-users";
import { builder } from "../builder";
import { rowId } from "../ids";
import { attempt, type MutationResult, UserErrorType } from "../mutation-result";

export const UserRef = builder.prismaNode("User", {
  nullable: true,
  description:
    "Somebody with an account. Users see those they share a namespace with; administrators see everybody.",
  id: { field: "id" },
  findUnique: (id, { request }) => ({ id, AND: visibleUsers(request.actor) }),
  fields: (t) => ({
    name: t.exposeString("name"),
    instanceAdmin: t.exposeBoolean("instanceAdmin", { description: "Administers the whole instance." }),
    createdAt: t.expose("createdAt", { type: "DateTime" }),
    disabledAt: t.expose("disabledAt", {
      type: "DateTime",
      nullable: true,
      description: "Since when they cannot sign in.",
    }),
  }),
});

builder.queryField("users", (t) =>
  t.prismaConnection({
    type: UserRef,
    cursor: "id",
    description: "Everybody with an account, newest first. For the instance's administrators.",
    args: { search: t.arg.string({ description: "Part of the name." }) },
    resolve: async (query, _root, { search }, { services, request }) => {
      await services.access.requireInstanceAdmin(request);
      return services.database.client.user.findMany({
        ...query,
        where: search ? { loginName: { contains: loginNameOf(search) } } : {},
        orderBy: { id: "desc" },
      });
    },
  }),
);

/** Payloads carry the user's id; the user is read after the change, with the fields that were asked for. */
const UserPayload = builder.objectRef<MutationResult<string>>("UserPayload").implement({
  fields: (t) => ({
    user: t.prismaField({
      type: UserRef,
      nullable: true,
      resolve: (query, { value }, _args, { services }) =>
        value ? services.database.client.user.findUnique({ ...query, where: { id: value } }) : null,
    }),
    errors: t.expose("errors", { type: [UserErrorType] }),
  }),
});

const CreateUserInput = builder.inputType("CreateUserInput", {
  fields: (t) => ({
    name: t.string({ required: true }),
    password: t.string({ required: true }),
    instanceAdmin: t.boolean(),
    locale: t.string(),
    idempotencyKey: t.string(),
  }),
});

const ResetPasswordInput = builder.inputType("ResetPasswordInput", {
  fields: (t) => ({ userId: t.id({ required: true }), newPassword: t.string({ required: true }) }),
});

builder.mutationFields((t) => ({
  createUser: t.field({
    type: UserPayload,
    description: "Makes an account, whatever the registration setting. For the instance's administrators.",
    args: { input: t.arg({ type: CreateUserInput, required: true }) },
    resolve: (_root, { input }, { services, request }) =>
      attempt(async () => (await createUser(services.accounts, request, input)).userId),
  }),
  disableUser: t.field({
    type: UserPayload,
    description: "Shuts a user out at once. Problem LAST_ADMIN for the last administrator.",
    args: { userId: t.arg.id({ required: true }) },
    resolve: (_root, args, { services, request }) =>
      attempt(async () => {
        const userId = rowId("User", args.userId);
        await disableUser(services.accounts, request, { userId });
        return userId;
      }),
  }),
  enableUser: t.field({
    type: UserPayload,
    description: "Lets a disabled user in again.",
    args: { userId: t.arg.id({ required: true }) },
    resolve: (_root, args, { services, request }) =>
      attempt(async () => {
        const userId = rowId("User", args.userId);
        await enableUser(services.accounts, request, { userId });
        return userId;
      }),
  }),
  resetPassword: t.field({
    type: UserPayload,
    description: "Gives a user a new password and ends their sessions. For the instance's administrators.",
    args: { input: t.arg({ type: ResetPasswordInput, required: true }) },
    resolve: (_root, { input }, { services, request }) =>
      attempt(async () => {
        const userId = rowId("User", input.userId);
        await resetPassword(services.accounts, request, { userId, newPassword: input.newPassword });
        return userId;
      }),
  }),
  setInstanceAdmin: t.field({
    type: UserPayload,
    description: "Makes a user an administrator of the instance, or no longer one.",
    args: { userId: t.arg.id({ required: true }), instanceAdmin: t.arg.boolean({ required: true }) },
    resolve: (_root, { instanceAdmin, ...args }, { services, request }) =>
      attempt(async () => {
        const userId = rowId("User", args.userId);
        await setInstanceAdmin(services.accounts, request, { userId, instanceAdmin });
        return userId;
      }),
  }),
}));
