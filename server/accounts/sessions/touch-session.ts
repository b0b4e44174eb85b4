import type { AccountDeps } from "../account-deps";
import { sessionEnd } from "./insert-session";

/** How old `lastSeenAt` may grow before a request renews it. */
export const touchEveryMs = 60_000;

/** Notes that a session is in use and moves its end on; writes at most once a minute. */
export async function touchSession(
  deps: AccountDeps,
  session: { id: string; createdAt: Date; lastSeenAt: Date },
): Promise<void> {
  const { database, clock, settings, access } = deps;
  const now = clock.now();
  if (now.getTime() - session.lastSeenAt.getTime() < touchEveryMs) return;
  await database.transaction((tx) =>
    tx.client.session.updateMany({
      where: { id: session.id, revokedAt: null, expiresAt: { gt: now }, lastSeenAt: session.lastSeenAt },
      data: { lastSeenAt: now, expiresAt: sessionEnd(settings, session.createdAt, now) },
    }),
  );
  access.forget({ sessionId: session.id });
}
