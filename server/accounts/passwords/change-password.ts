import type { Context } from "../../core/context";
import { AppError, badInput } from "../../core/errors";
import type { AccountDeps } from "../account-deps";
import { recordAudit } from "../audit/record-audit";
import { revokeSessionsOf } from "../sessions/revoke-sessions";
import { hashPassword, passwordMatches } from "./hash-password";
import { checkPassword, normalizePassword } from "./password-policy";

/**
 * Replaces the signed-in user's password and ends their other sessions.
 * @throws BAD_USER_INPUT with path ["currentPassword"] or ["newPassword"], RATE_LIMITED
 */
export async function changePassword(
  deps: AccountDeps,
  context: Context,
  input: { currentPassword: string; newPassword: string },
): Promise<void> {
  const { userId, sessionId } = await deps.access.requireSession(context);
  const user = await deps.database.client.user.findUniqueOrThrow({ where: { id: userId } });
  // A stolen session must not be a way to guess the password without limits.
  await deps.limiters.signInTried(user.loginName, context.ip);
  if (!(await passwordMatches(user.passwordHash, normalizePassword(input.currentPassword)))) {
    await deps.database.transaction(async (tx) =>
      recordAudit(tx, context, { ...note(deps, userId), outcome: "BAD_USER_INPUT" }),
    );
    throw refused("currentPassword", "PASSWORD_WRONG", "This is not your current password.");
  }
  await deps.limiters.signInSucceeded(user.loginName, context.ip);
  const password = checkPassword(input.newPassword, user.name, ["newPassword"]);
  if (await passwordMatches(user.passwordHash, password))
    throw refused(
      "newPassword",
      "PASSWORD_UNCHANGED",
      "Choose a password that differs from the current one.",
    );
  const passwordHash = await hashPassword(password, deps.settings.passwordHash);
  await deps.database.transaction(async (tx) => {
    const now = deps.clock.now();
    const { count } = await tx.client.user.updateMany({
      where: { id: userId, passwordHash: user.passwordHash, disabledAt: null },
      data: { passwordHash, updatedAt: now },
    });
    if (count === 0) throw new AppError("STALE_WRITE", "The password was changed meanwhile; sign in again.");
    const ended = await revokeSessionsOf(deps, tx, { userId, exceptId: sessionId, now });
    recordAudit(tx, context, { ...note(deps, userId), details: { otherSessionsEnded: ended } });
  });
}

const note = (deps: AccountDeps, userId: string) => ({
  at: deps.clock.now(),
  namespaceId: null,
  action: "user.change-password",
  resource: "user",
  resourceId: userId,
});

const refused = (field: string, code: string, message: string) =>
  badInput(message, [{ code, message, path: [field] }]);
