import { addMember } from "../../server/accounts/members/add-member";
import { changeRole } from "../../server/accounts/members/change-role";
import { removeMember } from "../../server/accounts/members/remove-member";
import { isRole } from "../../server/accounts/permissions";
import { builder } from "../builder";
import { rowId } from "../ids";
import { attempt, type MutationResult, UserErrorType } from "../mutation-result";
import { namespaceBySlug } from "../namespace-by-slug";
import { RoleType } from "./namespace";

export const MemberRef = builder.prismaObject("Member", {
  description: "A user's part in a namespace.",
  fields: (t) => ({
    user: t.relation("user"),
    role: t.field({ type: RoleType, resolve: ({ role }) => (isRole(role) ? role : "viewer") }),
    createdAt: t.expose("createdAt", { type: "DateTime", description: "Since when." }),
  }),
});

builder.queryField("members", (t) =>
  t.prismaConnection({
    type: MemberRef,
    cursor: "namespaceId_userId",
    description: "A namespace's members, those who came last first.",
    args: { namespace: t.arg.string({ required: true }) },
    resolve: async (query, _root, { namespace }, context) => {
      const namespaceId = await namespaceBySlug(context, namespace, "member:read");
      return context.services.database.client.member.findMany({
        ...query,
        where: { namespaceId },
        orderBy: [{ createdAt: "desc" }, { userId: "desc" }],
      });
    },
  }),
);

interface MemberKey {
  readonly namespaceId: string;
  readonly userId: string;
}

const MemberPayload = builder.objectRef<MutationResult<MemberKey>>("MemberPayload").implement({
  fields: (t) => ({
    member: t.prismaField({
      type: MemberRef,
      nullable: true,
      description: "Null after a removal, too.",
      resolve: (query, { value }, _args, { services }) =>
        value
          ? services.database.client.member.findUnique({ ...query, where: { namespaceId_userId: value } })
          : null,
    }),
    errors: t.expose("errors", { type: [UserErrorType] }),
  }),
});

const AddMemberInput = builder.inputType("AddMemberInput", {
  fields: (t) => ({
    namespace: t.string({ required: true, description: "Slug." }),
    name: t.string({ required: true, description: "The user's name." }),
    role: t.field({ type: RoleType, required: true }),
  }),
});

const ChangeRoleInput = builder.inputType("ChangeRoleInput", {
  fields: (t) => ({
    namespace: t.string({ required: true, description: "Slug." }),
    userId: t.id({ required: true }),
    role: t.field({ type: RoleType, required: true }),
  }),
});

const RemoveMemberInput = builder.inputType("RemoveMemberInput", {
  fields: (t) => ({
    namespace: t.string({ required: true, description: "Slug." }),
    userId: t.id({ required: true }),
  }),
});

builder.mutationFields((t) => ({
  addMember: t.field({
    type: MemberPayload,
    description: "Gives a user, by name, a role. Problem UNKNOWN_USER: invite them instead.",
    args: { input: t.arg({ type: AddMemberInput, required: true }) },
    resolve: (_root, { input }, { services, request }) =>
      attempt(() => addMember(services.accounts, request, input)),
  }),
  changeRole: t.field({
    type: MemberPayload,
    description: "Problem LAST_ADMIN for the namespace's last admin.",
    args: { input: t.arg({ type: ChangeRoleInput, required: true }) },
    resolve: (_root, { input }, context) =>
      attempt(async () => {
        const namespaceId = await namespaceBySlug(context, input.namespace, "member:manage");
        const key = { namespaceId, userId: rowId("User", input.userId) };
        await changeRole(context.services.accounts, context.request, { ...key, role: input.role });
        return key;
      }),
  }),
  removeMember: t.field({
    type: MemberPayload,
    description:
      "Takes a member out; members may take themselves out. Problem LAST_ADMIN for the last admin.",
    args: { input: t.arg({ type: RemoveMemberInput, required: true }) },
    resolve: (_root, { input }, context) =>
      attempt(async () => {
        const namespaceId = await namespaceBySlug(context, input.namespace, "namespace:read");
        const key = { namespaceId, userId: rowId("User", input.userId) };
        await removeMember(context.services.accounts, context.request, key);
        return key;
      }),
  }),
}));
