import type { Context } from "../../core/context";
import type { AccountDeps } from "../account-deps";

export interface SessionView {
  id: string;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
  ip: string | null;
  userAgent: string | null;
  /** The session that asks. */
  current: boolean;
}

/** The signed-in user's living sessions, the one last used first. At most 200. @throws UNAUTHENTICATED, FORBIDDEN */
export async function listSessions(deps: AccountDeps, context: Context): Promise<SessionView[]> {
  const { userId, sessionId } = await deps.access.requireSession(context);
  const sessions = await deps.database.client.session.findMany({
    where: { userId, revokedAt: null, expiresAt: { gt: deps.clock.now() } },
    orderBy: [{ lastSeenAt: "desc" }, { id: "desc" }],
    take: 200,
  });
  return sessions.map(({ id, createdAt, lastSeenAt, expiresAt, ip, userAgent }) => {
    return { id, createdAt, lastSeenAt, expiresAt, ip, userAgent, current: id === sessionId };
  });
}
