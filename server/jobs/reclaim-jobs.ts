import type { Database } from "../core/database";
import { instant, join, type Sql, sql } from "../core/rowset";
import { jobsReady } from "./job-news";

/** Makes jobs ready again whose lease ran out: their worker crashed, hung, or was cut off. @returns how many. */
export function reclaimExpired(database: Database, now: Date): Promise<number> {
  return reclaim(database, now, sql`"leaseUntil" < ${instant(database.provider, now)}`);
}

/**
 * On SQLite one process at a time has the file open, so whatever runs under another process's name is dead.
 * @param processName what the names of this process's workers begin with.
 */
export function reclaimFromEarlierProcess(
  database: Database,
  now: Date,
  processName: string,
): Promise<number> {
  return reclaim(database, now, sql`"worker" NOT LIKE ${`${processName}/%`}`);
}

/** Makes jobs ready again whose workers are known to be gone. */
export async function reclaimFromWorkers(
  database: Database,
  now: Date,
  workers: readonly string[],
): Promise<number> {
  if (workers.length === 0) return 0;
  return reclaim(database, now, sql`"worker" IN (${join(workers)})`);
}

function reclaim(database: Database, now: Date, which: Sql): Promise<number> {
  return database.transaction(async (tx) => {
    const count = await tx.client.$executeRaw(sql`
      UPDATE "Job" SET "status" = 'ready', "worker" = NULL, "leaseUntil" = NULL, "attempt" = "attempt" - 1,
        "crashes" = "crashes" + 1
      WHERE "status" = 'running' AND ${which}`);
    if (count > 0) tx.announce(jobsReady, now);
    return count;
  });
}
