import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import SqliteDatabase from "better-sqlite3";
import { z } from "zod";
import { systemClock } from "../server/core/clock";
import type { Database } from "../server/core/database";
import { createLogger } from "../server/core/logger";
import { createRegistry } from "../server/core/registry";
import { migrate } from "../server/database/migrate";
import { openDatabase } from "../server/db";
import { enqueueJob } from "../server/jobs/enqueue-job";
import type { JobKind } from "../server/jobs/job-kind";
import { createWorker } from "../server/jobs/worker";
import type { Report } from "./report";

/** Durable jobs on SQLite: how many no-op jobs a second, and how soon one is done. */
export default async function bench(report: Report): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "signalbox-bench-"));
  try {
    await jobsAlone(report, `file:${join(folder, "jobs.db")}`, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function jobsAlone(report: Report, url: string, folder: string): Promise<void> {
  await migrate(url);
  const database = await openDatabase(url);
  const waiting = new Map<string, () => void>();
  const kind: JobKind = {
    kind: "no-op",
    payload: z.unknown(),
    maxAttempts: 1,
    backoff: { baseMs: 1, capMs: 1 },
    leaseMs: 30_000,
    async run(job) {
      await job.complete(async () => {});
      waiting.get(job.subjectId)?.();
    },
  };
  const kinds = createRegistry<JobKind>("job kind", [kind]);
  const worker = createWorker(
    { database, logger: createLogger({ level: "error" }) },
    { kinds, concurrency: 64 },
  );
  await worker.start();
  let next = 0;
  const runOne = async () => {
    const subjectId = `s${next++}`;
    const finished = new Promise<void>((resolve) => waiting.set(subjectId, resolve));
    await enqueue(database, subjectId);
    await finished;
    waiting.delete(subjectId);
  };
  await runMany(runOne, 500, 64);

  const latencies: number[] = [];
  for (let n = 0; n < 300; n++) {
    const start = performance.now();
    await runOne();
    latencies.push(performance.now() - start);
  }
  report({
    name: "jobs.one no-op job, enqueued to finished, median",
    value: percentile(latencies, 0.5),
    unit: "ms",
    target: null,
    better: "lower",
    reference: { p99: percentile(latencies, 0.99), "two durable commits, raw": 2_000 / rawCommits(folder) },
  });

  const count = 10_000;
  const start = performance.now();
  await runMany(runOne, count, 128);
  report({
    name: "jobs.no-op jobs, 128 at a time, durable",
    value: count / ((performance.now() - start) / 1_000),
    unit: "jobs/s",
    target: null,
    better: "higher",
    reference: { "durable commits, raw": rawCommits(folder) },
  });
  await worker.drain(0);
  await database.close();
}

const enqueue = (database: Database, subjectId: string) =>
  database.transaction(async (tx) =>
    enqueueJob(tx, { kind: "no-op", namespaceId: null, subjectId, payload: {}, now: systemClock.now() }),
  );

/** Calls `work` `count` times, `atOnce` at a time. */
async function runMany(work: () => Promise<void>, count: number, atOnce: number): Promise<void> {
  let left = count;
  const lane = async () => {
    while (left-- > 0) await work();
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number;
}

/** Single-row commits a second that plain better-sqlite3 reaches with the same durability. */
function rawCommits(folder: string): number {
  const raw = new SqliteDatabase(join(folder, "raw.db"));
  raw.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE IF NOT EXISTS t (a TEXT)");
  const insert = raw.prepare("INSERT INTO t VALUES (?)");
  const count = 500;
  const start = performance.now();
  for (let n = 0; n < count; n++) insert.run("x".repeat(100));
  raw.close();
  return count / ((performance.now() - start) / 1_000);
}
