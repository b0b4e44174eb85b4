import type { Context } from "../../core/context";
import { notFound } from "../../core/errors";
import type { AccountDeps } from "../account-deps";
import { recordAudit } from "../audit/record-audit";
import { lockInstanceAdmins, requireAnInstanceAdmin } from "./instance-admins";

/** Makes a user an administrator of the instance, or no longer one. @throws ILLEGAL_TRANSITION for the last one */
export async function setInstanceAdmin(
  deps: AccountDeps,
  context: Context,
  input: { userId: string; instanceAdmin: boolean },
): Promise<void> {
  await deps.access.requireInstanceAdmin(context);
  const { userId, instanceAdmin } = input;
  await deps.database.transaction(async (tx) => {
    await lockInstanceAdmins(tx);
    const now = deps.clock.now();
    const user = await tx.client.user.findUnique({ where: { id: userId } });
    if (!user) throw notFound("user", userId);
    if (user.instanceAdmin === instanceAdmin) return;
    await tx.client.user.update({ where: { id: userId }, data: { instanceAdmin, updatedAt: now } });
    await requireAnInstanceAdmin(tx);
    recordAudit(tx, context, {
      at: now,
      namespaceId: null,
      action: instanceAdmin ? "user.grant-admin" : "user.revoke-admin",
      resource: "user",
      resourceId: userId,
      before: { instanceAdmin: !instanceAdmin },
      after: { instanceAdmin },
      details: { name: user.name },
    });
    tx.afterCommit(() => deps.access.changed({ userId }));
  });
}
