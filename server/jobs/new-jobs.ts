import type { BulkWrite } from "../core/database";
import { rows, sql } from "../core/rowset";
import { jobsReady } from "./job-news";

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
} as const;

/** All jobs of a commit in one statement. */
export const newJobs: BulkWrite<NewJob> = {
  name: "new jobs",
  async write(tx, jobs) {
    await tx.client.$executeRaw(sql`
      INSERT INTO "Job" ("id", "kind", "namespaceId", "subjectId", "payload", "status", "priority", "runAt", "createdAt")
      SELECT r."id", r."kind", r."namespaceId", r."subjectId", r."payload", 'ready', r."priority", r."runAt", r."createdAt"
      FROM ${rows(
        tx.provider,
        columns,
        jobs.map((job) => ({ ...job })),
      )}`);
    tx.announce(jobsReady, new Date(Math.min(...jobs.map((job) => job.runAt.getTime()))));
  },
};
