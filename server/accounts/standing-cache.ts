import type { Clock } from "../core/clock";

/** Whom a cached answer is about, or whom a change concerns. */
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

  /**
   * Forgets whatever the change may concern, queries under way included: they began before it. An entry that says
   * nothing about a field of the change counts as concerned.
   */
  forget(change: AccessChange): void {
    const fields = Object.entries(change) as [keyof AccessChange, string | undefined][];
    for (const [key, { about }] of this.#entries) {
      const untouched = fields.some(
        ([field, value]) => value !== undefined && about[field] !== undefined && about[field] !== value,
      );
      if (!untouched) this.#entries.delete(key);
    }
  }
}
