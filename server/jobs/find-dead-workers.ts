import type { Clock } from "../core/clock";
import type { Database } from "../core/database";
import { sql } from "../core/rowset";
import { lockText } from "./hold-worker-lock";

interface WatchOptions {
  database: Database;
  clock: Clock;
  /** The worker that looks; it does not doubt itself. */
  name: string;
  /** How long somebody must have shown no sign of life, in milliseconds. */
  silentMs: number;
}

interface Suspect {
  /** The latest end of its leases; a living worker moves it on with each heartbeat. */
  readonly leaseUntil: number;
  readonly since: number;
}

/**
 * On PostgreSQL: finds workers that have jobs but neither hold their lock nor renew their leases: their processes are
 * gone. The lock alone would not do: a living worker may have lost just the connection that holds it.
 * @returns a function to call now and then; it answers the names of those found dead.
 */
export function findDeadWorkers({ database, clock, name, silentMs }: WatchOptions): () => Promise<string[]> {
  let suspects = new Map<string, Suspect>();
  return async () => {
    const now = clock.monotonic();
    const seen = new Map<string, Suspect>();
    for (const { worker, leaseUntil } of await unlockedWorkers(database, name)) {
      const known = suspects.get(worker);
      const ends = leaseUntil.getTime();
      seen.set(worker, known?.leaseUntil === ends ? known : { leaseUntil: ends, since: now });
    }
    suspects = seen;
    return [...seen].filter(([, { since }]) => now - since >= silentMs).map(([worker]) => worker);
  };
}

/** Other workers that have jobs and do not hold their lock, each with the latest end of its leases. */
function unlockedWorkers(database: Database, name: string): Promise<{ worker: string; leaseUntil: Date }[]> {
  return database.transaction(async (tx) => {
    const workers = await tx.client.$queryRaw<{ worker: string; leaseUntil: Date }[]>(sql`
      SELECT "worker", max("leaseUntil") AS "leaseUntil" FROM "Job"
      WHERE "status" = 'running' AND "worker" <> ${name} GROUP BY "worker"`);
    const unlocked = [];
    for (const worker of workers) {
      // Taken only until the end of this transaction, to see whether anybody has it.
      const [lock] = await tx.client.$queryRaw<{ free: boolean }[]>(
        sql`SELECT pg_try_advisory_xact_lock(hashtextextended(${lockText(worker.worker)}, 0)) AS "free"`,
      );
      if (lock?.free) unlocked.push(worker);
    }
    return unlocked;
  });
}
