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
 * Gives a user, by name, a role in a namespace, by its short name. For its admins; and for the instance's
 * administrators, who can so put somebody in charge of a namespace whose admins are gone.
 * @throws ALREADY_EXISTS for a member, BAD_USER_INPUT with path ["name"] for a name nobody has
 */
export async function addMember(
  deps: AccountDeps,
  context: Context,
  input: { namespace: string; name: string; role: string },
): Promise<{ namespaceId: string; userId: string }> {
  const namespaceId = await requireToAdd(deps, context, input.namespace);
  const { role } = parseInput(schema, { role: input.role });
  return deps.database.transaction(async (tx) => {
    await lockMembers(tx, namespaceId);
    const user = await tx.client.user.findUnique({ where: { loginName: loginNameOf(input.name) } });
    if (!user || user.disabledAt) throw noSuchUser(input.name);
    const key = { namespaceId, userId: user.id };
    if (await tx.client.member.findUnique({ where: { namespaceId_userId: key } })) throw isMember(user.name);
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
    return key;
  });
}

/** The namespace's id, for whoever may add to it. */
async function requireToAdd(deps: AccountDeps, context: Context, slug: string): Promise<string> {
  const { access, database } = deps;
  const namespace = await database.client.namespace.findUnique({ where: { slug }, select: { id: true } });
  const target = { thing: "namespace", id: slug, namespaceId: namespace?.id };
  try {
    await access.requireOn(context, "member:manage", target);
  } catch (error) {
    const outsider = hasCode(error, "NOT_FOUND") || hasCode(error, "FORBIDDEN");
    if (!outsider || !namespace || !(await access.isInstanceAdmin(context))) throw error;
  }
  if (!namespace) throw notFound("namespace", slug);
  return namespace.id;
}

function isMember(name: string): AppError {
  const message = `"${name}" is a member already.`;
  return new AppError("ALREADY_EXISTS", message, {
    problems: [{ code: "ALREADY_EXISTS", message, path: ["name"] }],
  });
}

function noSuchUser(name: string): AppError {
  const message = `Nobody here is called "${name}"; invite them with a code.`;
  return badInput(message, [{ code: "UNKNOWN_USER", message, path: ["name"] }]);
}
