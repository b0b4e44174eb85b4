import type { BulkWrite, Transaction } from "../core/database";
import { rows, sql } from "../core/rowset";
import type { LaneWish } from "../lanes/lane-change";
import type { ClaimedJob } from "./claim-jobs";
import { jobsReady } from "./job-news";
import { laneWork } from "./lane-work";
import { findLocalClaims } from "./local-claims";

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
    const ready = unlaned.filter(({ id }) => !started.has(id));
    await insert(tx, [
      ...started.values(),
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

/** The jobs that a worker of this process takes with this commit, by id: they begin right after it. */
function startDirectly(tx: Transaction, jobs: readonly NewJob[]): Map<string, Row> {
  const local = findLocalClaims(tx);
  const vacancies = local?.vacancies() ?? 0;
  if (!local || vacancies <= 0) return new Map();
  const { worker, leaseMs, take } = local.intake;
  const urgent = jobs
    .filter(({ runAt, createdAt }) => runAt <= createdAt)
    .sort((a, b) => a.priority - b.priority);
  const started = urgent.slice(0, vacancies).map((job): [string, Row] => {
    const { id, kind, namespaceId, subjectId, payload, createdAt } = job;
    const claimed: ClaimedJob = {
      ...{ id, kind, namespaceId, subjectId, payload, attempt: 1, fence: 1 },
      ...{ checkpoint: null, crashes: 0, laned: false, cancelRequested: false },
    };
    tx.afterCommit(() => void take(claimed));
    const leaseUntil = new Date(createdAt.getTime() + leaseMs);
    const running = { status: "running", attempt: 1, fence: 1, worker, leaseUntil, startedAt: createdAt };
    return [id, { ...idle(job), ...running }];
  });
  return new Map(started);
}
