import type { Clock } from "../core/clock";
import type { Database } from "../core/database";
import type { InSession, SignedIn } from "./access";
import { isRole, type Role } from "./permissions";
import type { AccessChange, StandingCache } from "./standing-cache";

interface Standing {
  revokedAt: Date | null;
  expiresAt: Date;
  user: { disabledAt: Date | null; instanceAdmin: boolean };
}

/** What the rows say about an actor, from memory where they were asked a moment ago. */
export function createStandings(database: Database, clock: Clock, cache: StandingCache) {
  const select = {
    revokedAt: true,
    expiresAt: true,
    user: { select: { disabledAt: true, instanceAdmin: true } },
  };

  function read(actor: SignedIn): Promise<Standing | null> {
    const { userId } = actor;
    if (actor.kind === "user") {
      const { sessionId } = actor;
      return cache.read(`session:${sessionId}`, { userId, sessionId }, () =>
        database.client.session.findFirst({ where: { id: sessionId, userId }, select }),
      );
    }
    const { tokenId } = actor;
    return cache.read(`token:${tokenId}`, { userId, tokenId }, () =>
      database.client.accessToken.findFirst({ where: { id: tokenId, userId }, select }),
    );
  }

  async function current(actor: SignedIn): Promise<Standing | null> {
    const standing = await read(actor);
    if (!standing || standing.expiresAt > clock.now()) return standing;
    // Sessions slide: the one remembered as expired may have been extended since.
    cache.forget(ownEntry(actor));
    return read(actor);
  }

  return {
    /** Why the session or token no longer counts, in words for its holder; null while it does. */
    async whyGone(actor: SignedIn): Promise<string | null> {
      const standing = await current(actor);
      const what = actor.kind === "user" ? "session" : "access token";
      if (!standing) return `This ${what} does not exist; sign in again.`;
      if (standing.user.disabledAt) return "This account is disabled; ask an administrator.";
      if (standing.revokedAt) return `This ${what} was revoked; sign in again.`;
      if (standing.expiresAt <= clock.now()) return `This ${what} has expired; sign in again.`;
      return null;
    },
    async isInstanceAdmin(actor: InSession): Promise<boolean> {
      return (await current(actor))?.user.instanceAdmin ?? false;
    },
    /** Null for whoever is no member, and for a namespace that does not exist. */
    async role(userId: string, namespaceId: string): Promise<Role | null> {
      const member = await cache.read(`member:${userId}:${namespaceId}`, { userId, namespaceId }, () =>
        database.client.member.findUnique({
          where: { namespaceId_userId: { namespaceId, userId } },
          select: { role: true },
        }),
      );
      return member && isRole(member.role) ? member.role : null;
    },
  };
}

function ownEntry(actor: SignedIn): AccessChange {
  return actor.kind === "user" ? { sessionId: actor.sessionId } : { tokenId: actor.tokenId };
}
