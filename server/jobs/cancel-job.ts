import type { Transaction } from "../core/database";
import { instant, sql } from "../core/rowset";
import { jobsCancelled } from "./job-news";
import { laneWork } from "./lane-work";

export interface CancelRequest {
  jobId: string;
  /** Who asked, for example "user:0190…". */
  by: string;
  now: Date;
}

/**
 * Cancels a job as part of `tx`.
 * @returns "cancelled": it had not started and never will, so the caller ends what the job is about in the same
 * transaction; "cancelling": it runs, its signal is aborted after the commit (in another process at its next
 * heartbeat); "ended": there was nothing left to cancel.
 */
export async function cancelJob(
  tx: Transaction,
  { jobId, by, now }: CancelRequest,
): Promise<"cancelled" | "cancelling" | "ended"> {
  const at = instant(tx.provider, now);
  const [job] = await tx.client.$queryRaw<{ status: string; laned: boolean | number | bigint }[]>(sql`
    UPDATE "Job" SET "cancelledAt" = coalesce("cancelledAt", ${at}), "cancelledBy" = coalesce("cancelledBy", ${by}),
      "endedAt" = CASE WHEN "status" = 'running' THEN "endedAt" ELSE ${at} END,
      "status" = CASE WHEN "status" = 'running' THEN "status" ELSE 'cancelled' END
    WHERE "id" = ${jobId} AND "status" IN ('waiting', 'ready', 'running')
    RETURNING "status", "laned"`);
  if (!job) return "ended";
  if (job.status === "cancelled") {
    if (job.laned) tx.later(laneWork, { do: "release", jobId, now });
    return "cancelled";
  }
  tx.announce(jobsCancelled, [jobId]);
  return "cancelling";
}
