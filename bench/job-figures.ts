import { join } from "node:path";
import { z } from "zod";
import { systemClock } from "../server/core/clock";
import { createLogger } from "../server/core/logger";
import { createRegistry } from "../server/core/registry";
import { migrate } from "../server/database/migrate";
import { openDatabase } from "../server/db";
import { enqueueJob } from "../server/jobs/enqueue-job";
import type { JobKind } from "../server/jobs/job-kind";
import { createWorker } from "../server/jobs/worker";
import { callsPerSecond, durations, percentile, rawCommitsPerSecond } from "./many-calls";
import type { Report } from "./report";

/** How many no-op jobs a second, and how soon one is done. Each is enqueued in a transaction of its own. */
export async function measureJobs(report: Report, folder: string): Promise<void> {
  const url = `file:${join(folder, "jobs.db")}`;
  await migrate(url);
  const database = await openDatabase(url);
  const waiting = new Map<string, () => void>();
  const noOp: JobKind = {
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
  const kinds = createRegistry<JobKind>("job kind", [noOp]);
  const worker = createWorker(
    { database, logger: createLogger({ level: "error" }) },
    { kinds, concurrency: 64 },
  );
  await worker.start();
  let next = 0;
  const runOne = async () => {
    const subjectId = `s${next++}`;
    const finished = new Promise<void>((resolve) => waiting.set(subjectId, resolve));
    await database.transaction(async (tx) =>
      enqueueJob(tx, { kind: "no-op", namespaceId: null, subjectId, payload: {}, now: systemClock.now() }),
    );
    await finished;
    waiting.delete(subjectId);
  };
  await callsPerSecond(runOne, 1_000, 64);

  const rawMs = 1_000 / rawCommitsPerSecond(folder);
  const taken = await durations(runOne, 300);
  report({
    name: "jobs.one no-op job, enqueued to finished, median",
    value: percentile(taken, 0.5),
    unit: "ms",
    target: null,
    better: "lower",
    reference: { p99: percentile(taken, 0.99), "one durable commit, raw": rawMs },
  });
  report({
    name: "jobs.no-op jobs, 128 at a time",
    value: await callsPerSecond(runOne, 10_000, 128),
    unit: "jobs/s",
    target: null,
    better: "higher",
    reference: { "durable commits/s, raw": 1_000 / rawMs },
  });
  await worker.drain(0);
  await database.close();
}
