import type { Database } from "../core/database";
import { rows, sql } from "../core/rowset";
import type { JobFence } from "./fence-checks";
import { hasStatus } from "./has-status";

export interface Renewal extends JobFence {
  readonly leaseUntil: Date;
}

/**
 * The heartbeat of all jobs that a worker runs, in one statement.
 * @returns those that are still its own, by id, with whether somebody asked to cancel them; the rest is lost.
 */
export async function renewLeases(
  database: Database,
  renewals: readonly Renewal[],
): Promise<Map<string, { cancelRequested: boolean }>> {
  const columns = { id: "text", fence: "int", leaseUntil: "instant" } as const;
  const kept = await database.transaction((tx) =>
    tx.client.$queryRaw<{ id: string; cancelledBy: string | null }[]>(sql`
      UPDATE "Job" SET "leaseUntil" = r."leaseUntil"
      FROM ${rows(
        tx.provider,
        columns,
        renewals.map((renewal) => ({ ...renewal })),
      )}
      WHERE "Job"."id" = r."id" AND "Job"."fence" = r."fence" AND ${hasStatus("running")}
      RETURNING "Job"."id", "Job"."cancelledBy"`),
  );
  return new Map(kept.map(({ id, cancelledBy }) => [id, { cancelRequested: cancelledBy !== null }]));
}
