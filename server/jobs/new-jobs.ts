import type { BulkWrite, Transaction } from "../core/database";
import { rows, sql } from "../core/rowset";
import type { LaneWish } from "../lanes/lane-change";
import type { ClaimedJob } from "./claim-jobs";
import { findDirectStart } from "./direct-starts";
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

/** All jobs of a commit in one statement. Those that may start at once are stored as running, and do. */
export const newJobs: BulkWrite<NewJob> = {
  name: "new jobs",
  async write(tx, jobs) {
    const waiting = jobs.filter(({ lanes }) => lanes.length > 0);
    const unlaned = jobs.filter(({ lanes }) => lanes.length === 0);
    const started = startDirectly(tx, unlaned);
    const ready = unlaned.slice(started.length);
    await insert(tx, [
      ...started,
      ...ready.map((job) => ({ ...idle(job), status: "ready" })),
      ...waiting.map((job) => ({ ...idle(job), status: "waiting", laned: true })),
    ]);
    // Written after the jobs, whatever else of the commit has put off changes to lanes before.
    for (const { id, lanes, createdAt } of waiting)
      tx.later(laneWork, { do: "request", jobId: id, lanes, now: createdAt });
    if (ready.length > 0)
      tx.announce(jobsReady, new Date(Math.min(...ready.map((job) => job.runAt.getTime()))));
  },
};

const columns = {
  id: "text",
  kind: "text",
  namespaceId: "text",
  subjectId: "text",
  payload: "text",
  status: "text",
  priority: "int",
  runAt: "instant",
  createdAt: "instant",
  laned: "bool",
  attempt: "int",
  fence: "int",
  worker: "text",
  leaseUntil: "instant",
  startedAt: "instant",
} as const;

type Row = { readonly [Name in keyof typeof columns]: string | number | boolean | Date | null };

const idle = ({ lanes: _lanes, ...job }: NewJob) => ({
  ...job,
  laned: false,
  attempt: 0,
  fence: 0,
  worker: null,
  leaseUntil: null,
  startedAt: null,
});

async function insert(tx: Transaction, jobs: readonly Row[]): Promise<void> {
  await tx.client.$executeRaw(sql`
    INSERT INTO "Job" ("id", "kind", "namespaceId", "subjectId", "payload", "status", "priority", "runAt", "createdAt",
      "laned", "attempt", "fence", "worker", "leaseUntil", "startedAt")
    SELECT r."id", r."kind", r."namespaceId", r."subjectId", r."payload", r."status", r."priority", r."runAt",
      r."createdAt", r."laned", r."attempt", r."fence", r."worker", r."leaseUntil", r."startedAt"
    FROM ${rows(tx.provider, columns, jobs)}`);
}

/** If a worker of this process has room for all of them, they begin right after the commit. */
function startDirectly(tx: Transaction, jobs: readonly NewJob[]): Row[] {
  const offer = findDirectStart(tx);
  if (!offer || jobs.length > offer.vacancies() || !jobs.every(isDue)) return [];
  const { intake } = offer;
  return jobs.map((job) => {
    const { id, kind, namespaceId, subjectId, payload, createdAt } = job;
    const row = { ...idle(job), status: "running", attempt: 1, fence: 1, worker: intake.worker };
    const claimed: ClaimedJob = {
      ...{ id, kind, namespaceId, subjectId, payload, attempt: 1, fence: 1 },
      ...{ checkpoint: null, crashes: 0, laned: false, cancelRequested: false },
    };
    tx.afterCommit(() => void intake.take(claimed));
    return { ...row, leaseUntil: new Date(createdAt.getTime() + intake.leaseMs), startedAt: createdAt };
  });
}

const isDue = ({ runAt, createdAt }: NewJob) => runAt <= createdAt;
