import { z } from "zod";
import type { Clock } from "../../../server/core/clock";
import type { Database } from "../../../server/core/database";
import { createLogger } from "../../../server/core/logger";
import { seededRandom } from "../../../server/core/random";
import { createRegistry } from "../../../server/core/registry";
import type { VirtualClock } from "../../../server/core/virtual-clock";
import { enqueueJob, type JobRequest } from "../../../server/jobs/enqueue-job";
import type { JobKind, RunningJob } from "../../../server/jobs/job-kind";
import { createWorker, type Worker, type WorkerOptions } from "../../../server/jobs/worker";

export const logger = createLogger({ level: process.env.TEST_LOG ?? "silent" });

/** A kind that does what a test says; anything goes as payload. */
export function testKind(
  run: (job: RunningJob) => Promise<void>,
  rest: Partial<Omit<JobKind, "run">> = {},
): JobKind {
  return {
    kind: "test",
    payload: z.unknown(),
    maxAttempts: 3,
    backoff: { baseMs: 1_000, capMs: 60_000 },
    leaseMs: 30_000,
    ...rest,
    run,
  };
}

/** A worker of what could be another process. */
export function testWorker(
  database: Database,
  clock: Clock,
  kinds: readonly JobKind[],
  { url, ...options }: Partial<WorkerOptions> & { url?: string } = {},
): Worker {
  const registry = createRegistry("job kind", kinds);
  return createWorker(
    { database, clock, logger, random: seededRandom(1), url },
    { kinds: registry, concurrency: 10, ...options },
  );
}

export function enqueue(
  database: Database,
  clock: Clock,
  request: Partial<JobRequest> = {},
): Promise<string> {
  return database.transaction(async (tx) =>
    enqueueJob(tx, {
      kind: "test",
      namespaceId: null,
      subjectId: "subject",
      payload: {},
      now: clock.now(),
      ...request,
    }),
  );
}

export const readJob = (database: Database, id: string) =>
  database.client.job.findUniqueOrThrow({ where: { id } });

/** Waits, in real time, until a condition holds: for what goes through a database while a virtual clock stands still. */
export async function eventually(condition: () => Promise<boolean> | boolean, what = "it"): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`Waited for ${what} in vain.`);
    await new Promise((resolve) => setTimeout(resolve, 3));
  }
}

/** Lets virtual time pass in steps, and after each waits, in real time, for the heartbeats that belong to it. */
export async function passTime(
  database: Database,
  clock: VirtualClock,
  jobId: string,
  seconds: number,
): Promise<void> {
  for (let passed = 0; passed < seconds; passed += 2) {
    await clock.advance(2_000);
    await eventually(async () => {
      const { leaseUntil } = await readJob(database, jobId);
      return Number(leaseUntil) > clock.now().getTime() + 22_000;
    }, "a heartbeat");
  }
}

/** A promise and the function that keeps it. */
export function gate(): { opened: Promise<void>; open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
