import type { Context } from "../../core/context";
import { notFound } from "../../core/errors";
import type { AccountDeps } from "../account-deps";
import { recordAudit } from "../audit/record-audit";
import { revokeSessionsOf } from "../sessions/revoke-sessions";
import { lockInstanceAdmins, requireAnInstanceAdmin } from "./instance-admins";

/**
 * Shuts a user out: sessions end at once, access tokens count no more. What they made and did stays. Disabling twice is
 * no error. @throws NOT_FOUND, FORBIDDEN, ILLEGAL_TRANSITION for the last administrator
 */
export async function disableUser(
  deps: AccountDeps,
  context: Context,
  input: { userId: string },
): Promise<void> {
  await deps.access.requireInstanceAdmin(context);
  const { userId } = input;
  await deps.database.transaction(async (tx) => {
    await lockInstanceAdmins(tx);
    const now = deps.clock.now();
    const user = await tx.client.user.findUnique({ where: { id: userId } });
    if (!user) throw notFound("user", userId);
    if (user.disabledAt) return;
    await tx.client.user.update({ where: { id: userId }, data: { disabledAt: now, updatedAt: now } });
    await requireAnInstanceAdmin(tx);
    const ended = await revokeSessionsOf(deps, tx, { userId, now });
    recordAudit(tx, context, {
      at: now,
      namespaceId: null,
      action: "user.disable",
      resource: "user",
      resourceId: userId,
      before: { disabled: false },
      after: { disabled: true },
      details: { name: user.name, sessionsEnded: ended },
    });
  });
}
