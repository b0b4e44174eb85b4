import type { Context } from "../../core/context";
import { notFound } from "../../core/errors";
import type { AccountDeps } from "../account-deps";
import { recordAudit } from "../audit/record-audit";
import { lockMembers, requireANamespaceAdmin } from "./namespace-admins";

/**
 * Takes a member out of a namespace. Members may take themselves out, whatever their role.
 * @throws NOT_FOUND, FORBIDDEN, ILLEGAL_TRANSITION for the last admin
 */
export async function removeMember(
  deps: AccountDeps,
  context: Context,
  input: { namespaceId: string; userId: string },
): Promise<void> {
  const { namespaceId, userId } = input;
  const leaves = context.actor.kind === "user" && context.actor.userId === userId;
  await deps.access.require(context, leaves ? "namespace:read" : "member:manage", namespaceId);
  await deps.database.transaction(async (tx) => {
    await lockMembers(tx, namespaceId);
    const key = { namespaceId, userId };
    const before = await tx.client.member.findUnique({
      where: { namespaceId_userId: key },
      include: { user: true },
    });
    if (!before) throw notFound("member", userId);
    await tx.client.member.delete({ where: { namespaceId_userId: key } });
    await requireANamespaceAdmin(tx, namespaceId);
    recordAudit(tx, context, {
      at: deps.clock.now(),
      namespaceId,
      action: leaves ? "member.leave" : "member.remove",
      resource: "member",
      resourceId: userId,
      before: { ...key, role: before.role },
      details: { name: before.user.name, role: before.role },
    });
    tx.afterCommit(() => deps.access.changed(key));
  });
}
