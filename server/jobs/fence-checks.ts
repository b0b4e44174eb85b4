import type { BulkWrite } from "../core/database";
import { rows, sql } from "../core/rowset";
import { staleFence } from "./stale-fence";

/** One start of a job. */
export interface JobFence {
  readonly id: string;
  readonly fence: number;
}

/**
 * Refuses the commit unless every job is still running under its fence. On PostgreSQL the rows stay locked to the
 * commit, so that no lease changes hands in between; on SQLite nobody else writes meanwhile.
 */
export const fenceChecks: BulkWrite<JobFence> = {
  name: "job fence checks",
  async write(tx, fences) {
    const wanted = new Map(fences.map(({ id, fence }) => [`${id} ${fence}`, { id, fence }]));
    const source = rows(tx.provider, { id: "text", fence: "int" }, [...wanted.values()]);
    const lock = tx.provider === "postgresql" ? sql`ORDER BY j."id" FOR SHARE OF j` : sql``;
    const live = await tx.client.$queryRaw<{ id: string }[]>(sql`
      SELECT j."id" FROM ${source} CROSS JOIN "Job" j
      WHERE j."id" = r."id" AND j."fence" = r."fence" AND j."status" = 'running' ${lock}`);
    if (live.length === wanted.size) return;
    const found = new Set(live.map(({ id }) => id));
    throw staleFence([...wanted.values()].map(({ id }) => id).filter((id) => !found.has(id)));
  },
};
