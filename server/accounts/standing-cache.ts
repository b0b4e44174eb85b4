import type { Clock } from "../core/clock";

/**
 * Whom a cached answer is about, or whom a change concerns: a session, a token, one user's membership (userId and
 * namespaceId), every membership of a namespace (namespaceId), or everything of a user (userId).
 */
export interface AccessChange {
  userId?: string;
  namespaceId?: string;
  sessionId?: string;
  tokenId?: string;
}

interface Entry {
  about: AccessChange;
  value: Promise<unknown>;
  until: number;
}

const maxEntries = 20_000;

/** Remembers what the database said about sessions, tokens and memberships; concurrent questions share one query. */
export class StandingCache {
  readonly #entries = new Map<string, Entry>();
  readonly #clock: Clock;
  readonly #ttlMs: number;

  constructor(clock: Clock, ttlMs: number) {
    this.#clock = clock;
    this.#ttlMs = ttlMs;
  }

  read<Value>(key: string, about: AccessChange, load: () => Promise<Value>): Promise<Value> {
    const now = this.#clock.monotonic();
    const known = this.#entries.get(key);
    if (known && known.until > now) return known.value as Promise<Value>;
    if (this.#entries.size >= maxEntries) this.#entries.clear();
    const value = load();
    const entry = { about, value, until: now + this.#ttlMs };
    this.#entries.set(key, entry);
    // A failed query must not be the answer for the next one who asks.
    value.catch(() => this.#entries.get(key) === entry && this.#entries.delete(key));
    return value;
  }

  /** Forgets what the change concerns, queries under way included: they began before it. */
  forget(change: AccessChange): void {
    for (const [key, { about }] of this.#entries) if (concerns(change, about)) this.#entries.delete(key);
  }
}

/** The narrowest field of a change decides: a session, a token, one member, a whole namespace, a whole user. */
function concerns(change: AccessChange, about: AccessChange): boolean {
  if (change.sessionId) return about.sessionId === change.sessionId;
  if (change.tokenId) return about.tokenId === change.tokenId;
  const sameUser = about.userId === change.userId;
  if (change.namespaceId) return about.namespaceId === change.namespaceId && (!change.userId || sameUser);
  // Sessions and tokens are remembered by their id alone; whose they are is not known here.
  return sameUser || about.sessionId !== undefined || about.tokenId !== undefined;
}
