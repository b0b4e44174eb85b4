import type { Context } from "../../core/context";
import { AppError, hasCode, isAppError } from "../../core/errors";
import type { AccountDeps } from "../account-deps";
import { lockBegins } from "../account-limiters";
import { recordAudit } from "../audit/record-audit";
import { decoyHash, hashPassword, needsRehash, passwordMatches } from "../passwords/hash-password";
import { normalizePassword, passwordLength } from "../passwords/password-policy";
import { loginNameOf } from "../users/user-name";
import { insertSession } from "./insert-session";

export interface SignInResult {
  sessionId: string;
  userId: string;
  name: string;
  expiresAt: Date;
}

/**
 * Opens a session for whoever knows the password. Unknown names, wrong passwords and unusable accounts cost the same
 * time; a disabled account is named as such only to somebody with its password.
 * @throws UNAUTHENTICATED for a wrong name or password, FORBIDDEN for a disabled account
 * @throws RATE_LIMITED with details { retryAfterMs }
 */
export async function signIn(
  deps: AccountDeps,
  context: Context,
  input: { name: string; password: string },
): Promise<SignInResult> {
  const loginName = loginNameOf(input.name).slice(0, 100);
  const user = await deps.database.client.user.findUnique({ where: { loginName } });
  try {
    await deps.limiters.signInTried(loginName, context.ip);
    const proven = await provePassword(deps, user?.passwordHash ?? null, input.password);
    if (!user || !proven) throw new AppError("UNAUTHENTICATED", "The user name or the password is wrong.");
    if (user.disabledAt) throw disabled();
    const newHash = needsRehash(user.passwordHash, deps.settings.passwordHash)
      ? await hashPassword(normalizePassword(input.password), deps.settings.passwordHash)
      : null;
    const session = await open(deps, context, user, newHash);
    await deps.limiters.signInSucceeded(loginName, context.ip);
    return session;
  } catch (error) {
    await auditRefusal(deps, context, user?.id ?? null, error);
    throw error;
  }
}

async function provePassword(deps: AccountDeps, stored: string | null, given: string): Promise<boolean> {
  // Nobody has a password this long; hashing it would only cost time.
  if (given.length > passwordLength.most * 4) return false;
  const matches = await passwordMatches(
    stored ?? (await decoyHash(deps.settings.passwordHash)),
    normalizePassword(given),
  );
  return stored !== null && matches;
}

async function open(
  deps: AccountDeps,
  context: Context,
  user: { id: string; name: string; passwordHash: string },
  newHash: string | null,
): Promise<SignInResult> {
  return deps.database.transaction(async (tx) => {
    const now = deps.clock.now();
    // The password may have been changed, or the account disabled, while the hash was computed.
    const { count } = await tx.client.user.updateMany({
      where: { id: user.id, passwordHash: user.passwordHash, disabledAt: null },
      data: { passwordHash: newHash ?? user.passwordHash },
    });
    if (count === 0) throw new AppError("UNAUTHENTICATED", "The user name or the password is wrong.");
    const session = await insertSession(tx, context, deps.settings, { userId: user.id, now });
    const actor = { kind: "user", userId: user.id, sessionId: session.id, instanceAdmin: false } as const;
    recordAudit(
      tx,
      { ...context, actor },
      { at: now, namespaceId: null, action: "session.sign-in", resource: "user", resourceId: user.id },
    );
    return { sessionId: session.id, userId: user.id, name: user.name, expiresAt: session.expiresAt };
  });
}

/** A name that nobody has is not kept: people type passwords into the wrong field. */
async function auditRefusal(deps: AccountDeps, context: Context, userId: string | null, error: unknown) {
  if (!isAppError(error)) return;
  // While a lock lasts, each further try would only fill the table.
  if (hasCode(error, "RATE_LIMITED") && error.cause !== lockBegins) return;
  await deps.database.transaction(async (tx) =>
    recordAudit(tx, context, {
      at: deps.clock.now(),
      namespaceId: null,
      action: "session.sign-in",
      resource: "user",
      resourceId: userId,
      outcome: error.code,
      details: { knownName: userId !== null },
    }),
  );
}

const disabled = () => new AppError("FORBIDDEN", "This account is disabled; ask an administrator.");
