import type { Context } from "../../core/context";
import { notFound } from "../../core/errors";
import type { AccountDeps } from "../account-deps";
import { recordAudit } from "../audit/record-audit";

/**
 * Ends one of the signed-in user's own sessions, the current one included. Ending it twice is no error.
 * @throws NOT_FOUND for somebody else's session as for none
 */
export async function revokeSession(
  deps: AccountDeps,
  context: Context,
  input: { sessionId: string },
): Promise<void> {
  const { userId, sessionId: current } = await deps.access.requireSession(context);
  const { sessionId } = input;
  await deps.database.transaction(async (tx) => {
    const now = deps.clock.now();
    const session = await tx.client.session.findFirst({ where: { id: sessionId, userId } });
    if (!session) throw notFound("session", sessionId);
    const { count } = await tx.client.session.updateMany({
      where: { id: sessionId, revokedAt: null },
      data: { revokedAt: now },
    });
    if (count === 0) return;
    recordAudit(tx, context, {
      at: now,
      namespaceId: null,
      action: sessionId === current ? "session.sign-out" : "session.revoke",
      resource: "session",
      resourceId: sessionId,
    });
    tx.afterCommit(() => deps.access.changed({ userId, sessionId }));
  });
}
