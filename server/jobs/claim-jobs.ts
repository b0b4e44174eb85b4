import type { Transaction } from "../core/database";
import { instant, sql } from "../core/rowset";
import type { JobRef } from "./job-kind";

/** A job whose lease a worker has just taken; JSON columns are still text. */
export interface ClaimedJob extends JobRef {
  readonly payload: string;
  readonly checkpoint: string | null;
  readonly attempt: number;
  readonly crashes: number;
  readonly fence: number;
  readonly laned: boolean;
  readonly cancelRequested: boolean;
}

export interface Claim {
  worker: string;
  limit: number;
  now: Date;
  leaseUntil: Date;
}

interface Row extends Omit<ClaimedJob, "laned" | "cancelRequested" | "attempt" | "crashes" | "fence"> {
  laned: boolean | number | bigint;
  cancelledBy: string | null;
  attempt: number | bigint;
  crashes: number | bigint;
  fence: number | bigint;
  priority: number | bigint;
  runAt: Date | string;
}

/** Takes the leases of up to `limit` jobs that are due, most urgent first, in one statement. */
export async function claimJobs(tx: Transaction, claim: Claim): Promise<ClaimedJob[]> {
  const now = instant(tx.provider, claim.now);
  // On SQLite one process writes at a time; on PostgreSQL the row lock decides between workers.
  const due = sql`
    SELECT "id" FROM "Job" WHERE "status" = 'ready' AND "runAt" <= ${now}
    ORDER BY "priority", "runAt", "id" LIMIT ${claim.limit}`;
  // An array is looked up once; a subquery that a plan joins may run again, skip what it locked, and exceed the limit.
  const chosen =
    tx.provider === "postgresql" ? sql`= ANY(ARRAY(${due} FOR UPDATE SKIP LOCKED))` : sql`IN (${due})`;
  const rows = await tx.client.$queryRaw<Row[]>(sql`
    UPDATE "Job" SET "status" = 'running', "fence" = "fence" + 1, "attempt" = "attempt" + 1,
      "worker" = ${claim.worker}, "leaseUntil" = ${instant(tx.provider, claim.leaseUntil)},
      "startedAt" = coalesce("startedAt", ${now})
    WHERE "id" ${chosen}
    RETURNING "id", "kind", "namespaceId", "subjectId", "payload", "checkpoint", "attempt", "crashes", "fence", "laned",
      "cancelledBy", "priority", "runAt"`);
  return rows.sort(byUrgency).map(parseRow);
}

function parseRow({ cancelledBy, priority: _priority, runAt: _runAt, ...row }: Row): ClaimedJob {
  return {
    ...row,
    attempt: Number(row.attempt),
    crashes: Number(row.crashes),
    fence: Number(row.fence),
    laned: Boolean(row.laned),
    cancelRequested: cancelledBy !== null,
  };
}

/** RETURNING keeps no order. */
function byUrgency(a: Row, b: Row): number {
  return (
    Number(a.priority) - Number(b.priority) ||
    Number(new Date(a.runAt)) - Number(new Date(b.runAt)) ||
    (a.id < b.id ? -1 : 1)
  );
}
