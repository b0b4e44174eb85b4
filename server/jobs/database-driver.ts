import type { Clock } from "../core/clock";
import type { Database, Transaction } from "../core/database";
import { toError } from "../core/errors";
import type { Logger } from "../core/logger";
import { createAlarms } from "./alarms";
import { claimJobs } from "./claim-jobs";
import type { JobDriver, JobIntake } from "./job-driver";
import { jobsReady } from "./job-news";
import { offerLocalClaims } from "./local-claims";

interface DatabaseDriverOptions {
  database: Database;
  clock: Clock;
  logger: Logger;
  /** How often to look without being woken, in milliseconds. */
  pollMs: number;
}

/** Claims straight from the Job table: woken by this process's commits and alarms, else by a slow poll. */
export function databaseDriver({ database, clock, logger, pollMs }: DatabaseDriverOptions): JobDriver {
  let intake: JobIntake | null = null;
  let claiming: Promise<void> | null = null;
  /** There may be due jobs that were not claimed for want of room, or that came while claiming. */
  let backlog = false;
  /** Counts wake-ups, to notice one that comes between a claim and its commit. */
  let wakes = 0;
  let cancelPoll = () => {};
  let deafen = () => {};
  let withdraw = () => {};
  const alarms = createAlarms(clock, look);

  function look(): void {
    backlog = true;
    wakes++;
    if (!intake || claiming || intake.room() <= 0) return;
    claiming = claimAll(intake).then(
      () => {
        claiming = null;
        // Woken after the last claim had begun.
        if (backlog) look();
      },
      (error) => {
        claiming = null;
        logger.error({ err: toError(error) }, "could not claim jobs; the next poll tries again");
      },
    );
  }

  async function claimAll(taker: JobIntake): Promise<void> {
    while (intake && backlog && taker.room() > 0) {
      await database.transaction((tx) => claimInto(tx, taker, taker.room()));
    }
  }

  async function claimInto(tx: Transaction, taker: JobIntake, limit: number): Promise<void> {
    if (limit <= 0) return;
    const before = wakes;
    const now = clock.now();
    const leaseUntil = new Date(now.getTime() + taker.leaseMs);
    const jobs = await claimJobs(tx, { worker: taker.worker, limit, now, leaseUntil });
    tx.afterCommit(() => {
      backlog = jobs.length === limit || wakes !== before;
      for (const job of jobs) void taker.take(job);
    });
  }

  function poll(): void {
    cancelPoll = clock.after(pollMs, poll);
    look();
  }

  return {
    async start(taker) {
      intake = taker;
      deafen = database.on(jobsReady, (earliest) => {
        if (earliest <= clock.now()) look();
        else alarms.set(earliest);
      });
      withdraw = offerLocalClaims(database, {
        intake: taker,
        vacancies: () => (backlog || claiming ? 0 : taker.room()),
        async claimAlong(tx, ended) {
          if (intake && backlog && !claiming) await claimInto(tx, taker, taker.room() + ended);
        },
      });
      poll();
    },
    roomMade() {
      if (backlog) look();
    },
    async stop() {
      intake = null;
      deafen();
      withdraw();
      cancelPoll();
      alarms.clear();
      await claiming;
      // Commits go one by one: after this one, no job that was started directly is still on its way.
      if (database.provider === "sqlite") await database.transaction(async () => {});
    },
  };
}
