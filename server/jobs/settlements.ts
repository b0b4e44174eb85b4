import type { BulkWrite } from "../core/database";
import { rows, sql } from "../core/rowset";
import type { JobFence } from "./fence-checks";
import { hasStatus } from "./has-status";
import type { JobError, JobStatus } from "./job-kind";
import { jobsReady, jobsSettled } from "./job-news";
import { laneWork } from "./lane-work";
import { findLocalClaims } from "./local-claims";
import { staleFence } from "./stale-fence";

/** What becomes of a running job: its end, or another start later. */
export interface Settlement extends JobFence {
  readonly status: Exclude<JobStatus, "waiting" | "running">;
  readonly kind: string;
  readonly now: Date;
  /** The worker that ran it, and has room for another. */
  readonly worker: string;
  /** It has places in lanes, which its end releases. */
  readonly laned: boolean;
  /** When "ready": not before this instant. */
  readonly runAt?: Date;
  /** This start does not count. */
  readonly uncounted?: boolean;
  readonly error?: JobError | null;
}

const columns = {
  id: "text",
  fence: "int",
  status: "text",
  runAt: "instant",
  endedAt: "instant",
  uncounted: "int",
  error: "text",
} as const;

/** Settles all jobs of a commit in one statement; refuses the commit when one of them is no longer this start's. */
export const settlements: BulkWrite<Settlement> = {
  name: "job settlements",
  async write(tx, settled) {
    const source = settled.map((job) => ({
      id: job.id,
      fence: job.fence,
      status: job.status,
      runAt: job.runAt ?? null,
      endedAt: job.status === "ready" ? null : job.now,
      uncounted: job.uncounted ? 1 : 0,
      error: job.error ? JSON.stringify(job.error) : null,
    }));
    const changed = await tx.client.$queryRaw<{ id: string }[]>(sql`
      UPDATE "Job" SET "status" = r."status", "runAt" = coalesce(r."runAt", "Job"."runAt"), "endedAt" = r."endedAt",
        "attempt" = "attempt" - r."uncounted", "lastError" = coalesce(r."error", "lastError"),
        "worker" = NULL, "leaseUntil" = NULL,
        "checkpoint" = CASE WHEN r."status" = 'ready' THEN "checkpoint" END
      FROM ${rows(tx.provider, columns, source)}
      WHERE "Job"."id" = r."id" AND "Job"."fence" = r."fence" AND ${hasStatus("running")}
      RETURNING "Job"."id"`);
    if (changed.length !== settled.length) {
      const found = new Set(changed.map(({ id }) => id));
      throw staleFence(settled.map(({ id }) => id).filter((id) => !found.has(id)));
    }
    for (const { id: jobId, status, laned, now } of settled)
      if (laned && status !== "ready") tx.later(laneWork, { do: "release", jobId, now });
    const local = findLocalClaims(tx);
    if (local) {
      const ended = settled.filter(({ worker }) => worker === local.intake.worker).length;
      if (ended > 0) await local.claimAlong(tx, ended);
    }
    tx.announce(jobsSettled, settled);
    const again = settled.filter((job) => job.status === "ready");
    if (again.length > 0) {
      const earliest = Math.min(...again.map((job) => (job.runAt ?? job.now).getTime()));
      tx.announce(jobsReady, new Date(earliest));
    }
  },
};
