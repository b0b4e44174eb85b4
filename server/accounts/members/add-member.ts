import { z } from "zod";
import type { Context } from "../../core/context";
import { AppError, badInput, hasCode, notFound } from "../../core/errors";
import { parseInput } from "../../core/parse-input";
import type { AccountDeps } from "../account-deps";
import { recordAudit } from "../audit/record-audit";
import { roles } from "../permissions";
import { loginNameOf } from "../users/user-name";
import { lockMembers } from "./namespace-admins";

const schema = z.object({ role: z.enum(roles) });

/**
 * Gives a user, by name, a role in a namespace. For its admins; and for the instance's administrators, who can so put
 * somebody in charge of a namespace whose admins are gone.
 * @throws ALREADY_EXISTS for a member, BAD_USER_INPUT with path ["name"] for a name nobody has
 */
export async function addMember(
  deps: AccountDeps,
  context: Context,
  input: { namespaceId: string; name: string; role: string },
): Promise<{ userId: string }> {
  const { namespaceId } = input;
  await requireToAdd(deps, context, namespaceId);
  const { role } = parseInput(schema, { role: input.role });
  return deps.database.transaction(async (tx) => {
    await lockMembers(tx, namespaceId);
    const namespace = await tx.client.namespace.findUnique({ where: { id: namespaceId } });
    if (!namespace) throw notFound("namespace", namespaceId);
    const user = await tx.client.user.findUnique({ where: { loginName: loginNameOf(input.name) } });
    if (!user || user.disabledAt) throw noSuchUser(input.name);
    const key = { namespaceId, userId: user.id };
    if (await tx.client.member.findUnique({ where: { namespaceId_userId: key } }))
      throw new AppError("ALREADY_EXISTS", `"${user.name}" is a member already.`);
    const now = deps.clock.now();
    await tx.client.member.create({ data: { ...key, role, createdAt: now, updatedAt: now } });
    recordAudit(tx, context, {
      at: now,
      namespaceId,
      action: "member.add",
      resource: "member",
      resourceId: user.id,
      after: { ...key, role },
      details: { name: user.name, role },
    });
    tx.afterCommit(() => deps.access.changed(key));
    return { userId: user.id };
  });
}

async function requireToAdd({ access }: AccountDeps, context: Context, namespaceId: string): Promise<void> {
  try {
    await access.require(context, "member:manage", namespaceId);
  } catch (error) {
    const outsider = hasCode(error, "NOT_FOUND") || hasCode(error, "FORBIDDEN");
    const instanceAdmin = outsider && (await isInstanceAdmin(access, context));
    if (!instanceAdmin) throw error;
  }
}

const isInstanceAdmin = (access: AccountDeps["access"], context: Context) =>
  access.requireInstanceAdmin(context).then(
    () => true,
    () => false,
  );

function noSuchUser(name: string): AppError {
  const message = `Nobody here is called "${name}"; invite them with a code.`;
  return badInput(message, [{ code: "UNKNOWN_USER", message, path: ["name"] }]);
}
