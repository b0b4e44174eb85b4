import type { Clock } from "../core/clock";
import type { Database } from "../core/database";
import type { Attempt } from "./attempt";
import type { Interruption } from "./interruption";
import { leaseOf } from "./job-kind";
import { renewLeases } from "./renew-leases";

/** What one worker runs now: keeps the leases alive, passes interruptions on, knows when all is over. */
export class RunningAttempts {
  readonly #attempts = new Set<Attempt>();
  readonly #whenIdle = new Set<() => void>();

  get size(): number {
    return this.#attempts.size;
  }

  /** How many have not stored their end; the rest only has to return. */
  get busy(): number {
    let busy = 0;
    for (const attempt of this.#attempts) if (!attempt.settled) busy++;
    return busy;
  }

  add(attempt: Attempt): void {
    this.#attempts.add(attempt);
  }

  delete(attempt: Attempt): void {
    this.#attempts.delete(attempt);
    if (this.#attempts.size > 0) return;
    for (const resolve of this.#whenIdle) resolve();
    this.#whenIdle.clear();
  }

  /** Resolves when nothing runs. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#attempts.size === 0) resolve();
      else this.#whenIdle.add(resolve);
    });
  }

  /** Those whose end is not stored yet. */
  unsettled(): Attempt[] {
    return [...this.#attempts].filter((attempt) => !attempt.settled);
  }

  interruptAll(interruption: Interruption): void {
    for (const attempt of this.unsettled()) attempt.interrupt(interruption);
  }

  cancel(jobIds: readonly string[]): void {
    for (const attempt of this.unsettled()) if (jobIds.includes(attempt.row.id)) attempt.interrupt("cancel");
  }

  /** Renews all leases in one statement; interrupts what was lost, or is to be cancelled. */
  async renew(database: Database, clock: Clock): Promise<void> {
    const live = this.unsettled();
    if (live.length === 0) return;
    const now = clock.now().getTime();
    const started = clock.monotonic();
    try {
      const kept = await renewLeases(
        database,
        live.map(({ row, kind }) => ({
          id: row.id,
          fence: row.fence,
          leaseUntil: new Date(now + leaseOf(kind)),
        })),
      );
      for (const attempt of live) {
        const lease = kept.get(attempt.row.id);
        if (!lease) attempt.interrupt("lost");
        else attempt.leaseEnds = started + leaseOf(attempt.kind);
        if (lease?.cancelRequested) attempt.interrupt("cancel");
      }
    } finally {
      // Cut off from the database, a worker has to assume that another goes on with its jobs.
      const ended = live.filter((attempt) => attempt.leaseEnds <= clock.monotonic());
      for (const attempt of ended) attempt.interrupt("lost");
    }
  }
}
