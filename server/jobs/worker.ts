import { type Clock, systemClock } from "../core/clock";
import type { Database } from "../core/database";
import { toError } from "../core/errors";
import { newId } from "../core/ids";
import { type Logger, withLogFields } from "../core/logger";
import { type Random, systemRandom } from "../core/random";
import type { Registry } from "../core/registry";
import { Attempt } from "./attempt";
import type { ClaimedJob } from "./claim-jobs";
import { databaseDriver } from "./database-driver";
import { drainAttempts } from "./drain-attempts";
import { findDeadWorkers } from "./find-dead-workers";
import { holdWorkerLock } from "./hold-worker-lock";
import type { JobDriver } from "./job-driver";
import { type JobKind, leaseOf } from "./job-kind";
import { jobsCancelled } from "./job-news";
import { processName as thisProcess } from "./process-name";
import { reclaimFromEarlierProcess } from "./reclaim-jobs";
import { runAttempt } from "./run-attempt";
import { RunningAttempts } from "./running-attempts";
import { startTicker } from "./ticker";
import { unknownKind } from "./unknown-kind";
import { keepLanesSettled, upkeep } from "./upkeep";

export interface WorkerDeps {
  database: Database;
  logger: Logger;
  clock?: Clock;
  random?: Random;
  /** The database's address; on PostgreSQL it lets other processes notice within seconds that this one is gone. */
  url?: string;
  /** Brings the jobs; looks into the database itself unless told otherwise. */
  driver?: JobDriver;
}

export interface WorkerOptions {
  kinds: Registry<JobKind>;
  /** How many jobs run at once. */
  concurrency: number;
  /** How often to look for jobs without being woken, in milliseconds; 1,000 unless told otherwise. */
  pollMs?: number;
  /** How many crashes of the process one job may have been part of before it is set aside; 10 unless told otherwise. */
  crashLimit?: number;
  /** For tests that play several processes in one. */
  processName?: string;
}

export interface Worker {
  readonly name: string;
  /** How many jobs it runs now. */
  readonly running: number;
  /** Takes over what earlier processes left running, then begins to claim. */
  start(): Promise<void>;
  /**
   * Claims no more; lets running jobs go on to their next boundary, or end, for `deadlineMs`; then interrupts the rest.
   * Jobs that did not end are ready again and their start is not counted. Resolves when no handler may write any more.
   */
  drain(deadlineMs: number): Promise<void>;
}

/** Heartbeats come at a third of the shortest lease, or of this where leases are longer, in milliseconds. */
const longestLease = 10_000;

export function createWorker(deps: WorkerDeps, options: WorkerOptions): Worker {
  const { database, logger, clock = systemClock, random = systemRandom } = deps;
  const { kinds, concurrency, pollMs = 1_000, crashLimit = 10, processName = thisProcess } = options;
  const name = `${processName}/${newId()}`;
  const driver = deps.driver ?? databaseDriver({ database, clock, logger, pollMs });
  const leases = kinds.members.map(leaseOf);
  const heartbeatMs = Math.min(longestLease, ...leases) / 3;
  // Workers that show no lock can only be told by their leases.
  const lockUrl = database.provider === "postgresql" ? deps.url : undefined;
  const deadWorkers = lockUrl
    ? findDeadWorkers({ database, clock, name, silentMs: 2 * heartbeatMs })
    : async () => [];
  const attempts = new RunningAttempts();
  const stops: (() => unknown)[] = [];
  let draining = false;

  async function take(row: ClaimedJob): Promise<void> {
    const kind = kinds.find(row.kind) ?? unknownKind(row.kind);
    const attempt = new Attempt({ database, clock, worker: name, draining: () => draining }, row, kind);
    attempts.add(attempt);
    const fields = { jobId: row.id, jobKind: row.kind, subjectId: row.subjectId };
    await withLogFields(fields, async () => {
      try {
        await runAttempt({ clock, random, logger, crashLimit }, attempt);
      } catch (error) {
        logger.error(
          { err: toError(error) },
          "could not store a job's end; it starts again when its lease is over",
        );
      }
    });
    attempts.delete(attempt);
    driver.roomMade();
  }

  /** Renews first, so that a process that stood still for long takes nothing from itself. */
  async function beat(): Promise<void> {
    try {
      await attempts.renew(database, clock);
      await upkeep({ database, clock, logger }, deadWorkers);
    } catch (error) {
      logger.error({ err: toError(error) }, "could not renew the leases of running jobs");
    }
  }

  return {
    name,
    get running() {
      return attempts.size;
    },
    async start() {
      if (database.provider === "sqlite") await reclaimFromEarlierProcess(database, clock.now(), processName);
      await upkeep({ database, clock, logger }, deadWorkers);
      if (lockUrl) stops.push(await holdWorkerLock({ url: lockUrl, name, clock, logger }));
      stops.push(
        database.on(jobsCancelled, (ids) => attempts.cancel(ids)),
        keepLanesSettled({ database, clock, logger }),
        startTicker(clock, heartbeatMs, beat),
      );
      await driver.start({
        worker: name,
        leaseMs: Math.max(longestLease, ...leases),
        room: () => (draining ? 0 : concurrency - attempts.busy),
        take,
      });
    },
    async drain(deadlineMs) {
      draining = true;
      await driver.stop();
      await drainAttempts(attempts, clock, deadlineMs);
      for (const stop of stops) await stop();
    },
  };
}
