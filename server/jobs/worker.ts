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
import type { JobDriver } from "./job-driver";
import type { JobKind } from "./job-kind";
import { jobsCancelled } from "./job-news";
import { processName as thisProcess } from "./process-name";
import { reclaimExpired, reclaimFromEarlierProcess } from "./reclaim-jobs";
import { renewLeases } from "./renew-leases";
import { runAttempt } from "./run-attempt";
import { unknownKind } from "./unknown-kind";

export interface WorkerDeps {
  database: Database;
  logger: Logger;
  clock?: Clock;
  random?: Random;
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

const shortestLease = 3_000;

export function createWorker(deps: WorkerDeps, options: WorkerOptions): Worker {
  const { database, logger, clock = systemClock, random = systemRandom } = deps;
  const { kinds, concurrency, pollMs = 1_000, crashLimit = 10, processName = thisProcess } = options;
  const name = `${processName}/${newId()}`;
  const driver = deps.driver ?? databaseDriver({ database, clock, logger, pollMs });
  const leases = kinds.members.map((kind) => kind.leaseMs);
  const heartbeatMs = Math.max(shortestLease, Math.min(30_000, ...leases)) / 3;
  const attempts = new Set<Attempt>();
  const idle = new Set<() => void>();
  let draining = false;
  let stopHeartbeat = () => {};
  let deafen = () => {};

  async function take(row: ClaimedJob): Promise<void> {
    const kind = kinds.find(row.kind) ?? unknownKind(row.kind);
    const attempt = new Attempt({ database, clock, draining: () => draining }, row, kind);
    attempts.add(attempt);
    const fields = { jobId: row.id, jobKind: row.kind, subjectId: row.subjectId };
    await withLogFields(fields, () => runAttempt({ clock, random, logger, crashLimit }, attempt)).catch(
      (error) =>
        logger.error(
          { err: toError(error), ...fields },
          "could not store a job's end; it will be started again",
        ),
    );
    attempts.delete(attempt);
    if (attempts.size === 0) for (const resolve of idle) resolve();
    if (!draining) driver.roomMade();
  }

  /** Renews first, so that a process that stood still for long takes nothing from itself. */
  async function beat(): Promise<void> {
    const live = [...attempts].filter((attempt) => !attempt.settled);
    if (live.length > 0) {
      const now = clock.now().getTime();
      const kept = await renewLeases(
        database,
        live.map(({ row, kind }) => ({
          id: row.id,
          fence: row.fence,
          leaseUntil: new Date(now + kind.leaseMs),
        })),
      );
      for (const attempt of live) {
        const lease = kept.get(attempt.row.id);
        if (!lease) attempt.interrupt("lost");
        else if (lease.cancelRequested) attempt.interrupt("cancel");
      }
    }
    await reclaimExpired(database, clock.now());
  }

  function scheduleBeat(): void {
    let stopped = false;
    let cancel = clock.after(heartbeatMs, ring);
    let beating = Promise.resolve();
    function ring() {
      beating = beat()
        .catch((error) => logger.error({ err: toError(error) }, "could not renew the leases of running jobs"))
        .then(() => {
          if (!stopped) cancel = clock.after(heartbeatMs, ring);
        });
    }
    stopHeartbeat = () => {
      stopped = true;
      cancel();
    };
    void beating;
  }

  return {
    name,
    get running() {
      return attempts.size;
    },
    async start() {
      if (database.provider === "sqlite") await reclaimFromEarlierProcess(database, clock.now(), processName);
      await reclaimExpired(database, clock.now());
      deafen = database.on(jobsCancelled, (ids) => {
        for (const attempt of attempts) if (ids.includes(attempt.row.id)) attempt.interrupt("cancel");
      });
      scheduleBeat();
      await driver.start({
        worker: name,
        leaseMs: Math.max(shortestLease, ...leases),
        room: () => concurrency - attempts.size,
        take,
      });
    },
    async drain(deadlineMs) {
      draining = true;
      await driver.stop();
      const settled = new Promise<void>((resolve) => {
        if (attempts.size === 0) resolve();
        else idle.add(resolve);
      });
      const cancelDeadline = clock.after(deadlineMs, () => {
        for (const attempt of attempts) attempt.interrupt("drain");
      });
      await settled;
      cancelDeadline();
      stopHeartbeat();
      deafen();
    },
  };
}
