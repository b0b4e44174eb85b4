import type { BulkWrite } from "../core/database";
import { rows, sql } from "../core/rowset";
import type { LaneWish } from "../lanes/lane-change";
import { jobsReady } from "./job-news";
import { laneWork } from "./lane-work";

export interface NewJob {
  readonly id: string;
  readonly kind: string;
  readonly namespaceId: string | null;
  readonly subjectId: string;
  /** JSON. */
  readonly payload: string;
  readonly priority: number;
  readonly runAt: Date;
  readonly createdAt: Date;
  /** It waits for these first, if any. */
  readonly lanes: readonly LaneWish[];
}

const columns = {
  id: "text",
  kind: "text",
  namespaceId: "text",
  subjectId: "text",
  payload: "text",
  priority: "int",
  runAt: "instant",
  createdAt: "instant",
  laned: "bool",
} as const;

/** All jobs of a commit in one statement. */
export const newJobs: BulkWrite<NewJob> = {
  name: "new jobs",
  async write(tx, jobs) {
    await tx.client.$executeRaw(sql`
      INSERT INTO "Job" ("id", "kind", "namespaceId", "subjectId", "payload", "status", "priority", "runAt", "createdAt",
        "laned")
      SELECT r."id", r."kind", r."namespaceId", r."subjectId", r."payload",
        CASE WHEN r."laned" THEN 'waiting' ELSE 'ready' END, r."priority", r."runAt", r."createdAt", r."laned"
      FROM ${rows(
        tx.provider,
        columns,
        jobs.map(({ lanes, ...job }) => ({ ...job, laned: lanes.length > 0 })),
      )}`);
    // Written after the jobs, whatever else of the commit has put off changes to lanes before.
    for (const { id, lanes, createdAt } of jobs)
      if (lanes.length > 0) tx.later(laneWork, { do: "request", jobId: id, lanes, now: createdAt });
    const ready = jobs.filter(({ lanes }) => lanes.length === 0);
    if (ready.length === 0) return;
    tx.announce(jobsReady, new Date(Math.min(...ready.map((job) => job.runAt.getTime()))));
  },
};
