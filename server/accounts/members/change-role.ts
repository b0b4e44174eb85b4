import { z } from "zod";
import type { Context } from "../../core/context";
import { notFound } from "../../core/errors";
import { parseInput } from "../../core/parse-input";
import type { AccountDeps } from "../account-deps";
import { recordAudit } from "../audit/record-audit";
import { roles } from "../permissions";
import { lockMembers, requireANamespaceAdmin } from "./namespace-admins";

const schema = z.object({ role: z.enum(roles) });

/** Gives a member another role. @throws NOT_FOUND, FORBIDDEN, ILLEGAL_TRANSITION for the last admin's own */
export async function changeRole(
  deps: AccountDeps,
  context: Context,
  input: { namespaceId: string; userId: string; role: string },
): Promise<void> {
  const { namespaceId, userId } = input;
  await deps.access.require(context, "member:manage", namespaceId);
  const { role } = parseInput(schema, { role: input.role });
  await deps.database.transaction(async (tx) => {
    await lockMembers(tx, namespaceId);
    const key = { namespaceId, userId };
    const before = await tx.client.member.findUnique({
      where: { namespaceId_userId: key },
      include: { user: true },
    });
    if (!before) throw notFound("member", userId);
    if (before.role === role) return;
    const now = deps.clock.now();
    await tx.client.member.update({ where: { namespaceId_userId: key }, data: { role, updatedAt: now } });
    await requireANamespaceAdmin(tx, namespaceId);
    recordAudit(tx, context, {
      at: now,
      namespaceId,
      action: "member.change-role",
      resource: "member",
      resourceId: userId,
      before: { ...key, role: before.role },
      after: { ...key, role },
      details: { name: before.user.name, from: before.role, to: role },
    });
    tx.afterCommit(() => deps.access.changed(key));
  });
}
