import type { BulkWrite, Transaction } from "../core/database";
import { rows, sql } from "../core/rowset";
import { changeLanes } from "../lanes/change-lanes";
import type { Admission, LaneWish } from "../lanes/lane-change";
import { hasStatus } from "./has-status";
import { jobsReady } from "./job-news";

/** A job that came to want lanes, or that ended and no longer does. */
export type LaneWork =
  | {
      readonly do: "request";
      readonly jobId: string;
      readonly lanes: readonly LaneWish[];
      readonly now: Date;
    }
  | { readonly do: "release"; readonly jobId: string; readonly now: Date };

/**
 * All that the jobs of a commit change in lanes, at once. Their places have no lease of their own: they are held until
 * the job ends, also while it waits for a retry or for another worker after a crash.
 */
export const laneWork: BulkWrite<LaneWork> = {
  name: "lanes of jobs",
  async write(tx, work) {
    const now = new Date(Math.max(...work.map((item) => item.now.getTime())));
    const { admitted } = await changeLanes(tx, {
      now,
      releases: work.flatMap((item) => (item.do === "release" ? [{ holder: item.jobId }] : [])),
      requests: work.flatMap((item) =>
        item.do === "request" ? [{ holder: item.jobId, lanes: item.lanes, leaseMs: null }] : [],
      ),
    });
    await wakeAdmitted(tx, admitted, now);
  },
};

/** Jobs among the admitted become ready. For whoever changes lanes outside of jobs: capacities, for example. */
export async function wakeAdmitted(
  tx: Transaction,
  admitted: readonly Admission[],
  now: Date,
): Promise<void> {
  if (admitted.length === 0) return;
  const source = rows(
    tx.provider,
    { id: "text" },
    admitted.map(({ holder }) => ({ id: holder })),
  );
  const woken = await tx.client.$executeRaw(sql`
    UPDATE "Job" SET "status" = 'ready' FROM ${source} WHERE "Job"."id" = r."id" AND ${hasStatus("waiting")}`);
  if (woken > 0) tx.announce(jobsReady, now);
}
