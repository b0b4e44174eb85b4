import type { Context } from "../../core/context";
import { notFound } from "../../core/errors";
import type { AccountDeps } from "../account-deps";
import { recordAudit } from "../audit/record-audit";
import { hashPassword } from "../passwords/hash-password";
import { checkPassword } from "../passwords/password-policy";
import { revokeSessionsOf } from "../sessions/revoke-sessions";

/** Gives a user a new password and ends all their sessions. For the instance's administrators. */
export async function resetPassword(
  deps: AccountDeps,
  context: Context,
  input: { userId: string; newPassword: string },
): Promise<void> {
  await deps.access.requireInstanceAdmin(context);
  const { userId } = input;
  const user = await deps.database.client.user.findUnique({ where: { id: userId } });
  if (!user) throw notFound("user", userId);
  const password = checkPassword(input.newPassword, user.name, ["newPassword"]);
  const passwordHash = await hashPassword(password, deps.settings.passwordHash);
  await deps.database.transaction(async (tx) => {
    const now = deps.clock.now();
    await tx.client.user.update({ where: { id: userId }, data: { passwordHash, updatedAt: now } });
    const ended = await revokeSessionsOf(deps, tx, { userId, now });
    recordAudit(tx, context, {
      at: now,
      namespaceId: null,
      action: "user.reset-password",
      resource: "user",
      resourceId: userId,
      details: { name: user.name, sessionsEnded: ended },
    });
  });
}
