import type { Database } from "../core/database";
import { instant, sql } from "../core/rowset";

const mostAtOnce = 500;

/**
 * Removes the rows of jobs that ended before an instant, a few at a time so that other writers get their turn.
 * @returns how many.
 */
export async function removeEndedJobs(
  database: Database,
  before: Date,
  signal: AbortSignal,
): Promise<number> {
  for (let removed = 0; ; ) {
    signal.throwIfAborted();
    const count = await database.transaction((tx) => {
      const limit = instant(tx.provider, before);
      return tx.client.$executeRaw(sql`
        DELETE FROM "Job" WHERE "id" IN (
          SELECT "id" FROM "Job"
          WHERE "id" < ${firstIdAt(before)} AND "endedAt" < ${limit} ORDER BY "id" LIMIT ${mostAtOnce})`);
    });
    removed += count;
    if (count < mostAtOnce) return removed;
  }
}

/** Ids sort by the time they were made, so that no index of times is needed. Source: RFC 9562, UUID version 7. */
function firstIdAt(instant: Date): string {
  const hex = instant.getTime().toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}`;
}
