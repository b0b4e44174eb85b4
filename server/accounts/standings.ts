import type { Clock } from "../core/clock";
import type { Database } from "../core/database";
import type { InSession, SignedIn } from "./access";
import { isRole, type Role } from "./permissions";
import type { StandingCache } from "./standing-cache";

/** What a request brings to prove who it is from. */
export type Credential = { sessionId: string } | { tokenHash: string };

/** The actor, and when its session or token was made and last used. */
export interface Identified {
  actor: SignedIn;
  createdAt: Date;
  lastSeenAt: Date | null;
}

interface Standing {
  userId: string;
  createdAt: Date;
  lastSeenAt: Date | null;
  revokedAt: Date | null;
  expiresAt: Date;
  user: { disabledAt: Date | null; instanceAdmin: boolean };
}

const user = { select: { disabledAt: true, instanceAdmin: true } };
const common = { userId: true, createdAt: true, revokedAt: true, expiresAt: true, user };

/** What the rows say about an actor, from memory where they were asked a moment ago. */
export function createStandings(database: Database, clock: Clock, cache: StandingCache) {
  const readSession = (sessionId: string): Promise<Standing | null> =>
    cache.read(`session:${sessionId}`, { sessionId }, () =>
      database.client.session.findUnique({
        where: { id: sessionId },
        select: { ...common, lastSeenAt: true },
      }),
    );

  const readToken = (tokenId: string): Promise<Standing | null> =>
    cache.read(`token:${tokenId}`, { tokenId }, async () => {
      const row = await database.client.accessToken.findUnique({
        where: { id: tokenId },
        select: { ...common, lastUsedAt: true },
      });
      return row && { ...row, lastSeenAt: row.lastUsedAt };
    });

  /** What a token's hash stands for never changes; whether it still counts is asked apart. */
  const readTokenFacts = (hash: string) =>
    cache.read(`token-hash:${hash}`, {}, async () => {
      const select = { id: true, namespaceId: true, scopes: true };
      const row = await database.client.accessToken.findUnique({ where: { hash }, select });
      return row && { ...row, scopes: JSON.parse(row.scopes) as string[] };
    });

  async function current(actor: SignedIn): Promise<Standing | null> {
    const read = () => (actor.kind === "user" ? readSession(actor.sessionId) : readToken(actor.tokenId));
    let standing = await read();
    if (standing && standing.expiresAt <= clock.now()) {
      // Sessions slide: the one remembered as expired may have been extended since.
      cache.forget(actor.kind === "user" ? { sessionId: actor.sessionId } : { tokenId: actor.tokenId });
      standing = await read();
    }
    return standing?.userId === actor.userId ? standing : null;
  }

  /** Why the session or token no longer counts, in words for its holder; null while it does. */
  async function whyGone(actor: SignedIn): Promise<string | null> {
    const standing = await current(actor);
    const what = actor.kind === "user" ? "session" : "access token";
    if (!standing) return `This ${what} does not exist; sign in again.`;
    if (standing.user.disabledAt) return "This account is disabled; ask an administrator.";
    if (standing.revokedAt) return `This ${what} was revoked; sign in again.`;
    if (standing.expiresAt <= clock.now()) return `This ${what} has expired; sign in again.`;
    return null;
  }

  async function actorOf(credential: Credential): Promise<{ actor: SignedIn; standing: Standing } | null> {
    if ("sessionId" in credential) {
      const { sessionId } = credential;
      const standing = await readSession(sessionId);
      if (!standing) return null;
      const { userId, user } = standing;
      return { standing, actor: { kind: "user", userId, sessionId, instanceAdmin: user.instanceAdmin } };
    }
    const facts = await readTokenFacts(credential.tokenHash);
    const standing = facts && (await readToken(facts.id));
    if (!standing) return null;
    const { id: tokenId, namespaceId, scopes } = facts;
    return { standing, actor: { kind: "token", userId: standing.userId, tokenId, namespaceId, scopes } };
  }

  return {
    whyGone,
    async identify(credential: Credential): Promise<Identified | null> {
      const found = await actorOf(credential);
      if (!found || (await whyGone(found.actor))) return null;
      const { createdAt, lastSeenAt } = found.standing;
      return { actor: found.actor, createdAt, lastSeenAt };
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
