import type { Context } from "../../core/context";
import type { Transaction } from "../../core/database";
import type { AccountDeps } from "../account-deps";
import { recordAudit } from "../audit/record-audit";

/**
 * Ends sessions of one user, all but `exceptId`, in a change that goes on; whoever listens is told after the commit.
 * Returns how many there were.
 */
export async function revokeSessionsOf(
  deps: AccountDeps,
  tx: Transaction,
  input: { userId: string; exceptId?: string; now: Date },
): Promise<number> {
  const { userId, exceptId, now } = input;
  const { count } = await tx.client.session.updateMany({
    where: {
      userId,
      revokedAt: null,
      expiresAt: { gt: now },
      ...(exceptId ? { id: { not: exceptId } } : {}),
    },
    data: { revokedAt: now },
  });
  tx.afterCommit(() => deps.access.changed({ userId }));
  return count;
}

/** Ends every other session of the signed-in user. Returns how many. @throws UNAUTHENTICATED, FORBIDDEN for tokens */
export async function revokeOtherSessions(deps: AccountDeps, context: Context): Promise<number> {
  const { userId, sessionId } = await deps.access.requireSession(context);
  return deps.database.transaction(async (tx) => {
    const now = deps.clock.now();
    const count = await revokeSessionsOf(deps, tx, { userId, exceptId: sessionId, now });
    recordAudit(tx, context, {
      at: now,
      namespaceId: null,
      action: "session.revoke-others",
      resource: "user",
      resourceId: userId,
      details: { count },
    });
    return count;
  });
}
