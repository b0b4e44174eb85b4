import type { Clock } from "../core/clock";
import type { Database } from "../core/database";
import { toError } from "../core/errors";
import type { Logger } from "../core/logger";
import { createAlarms } from "./alarms";
import { claimJobs } from "./claim-jobs";
import { offerDirectStart } from "./direct-starts";
import type { JobDriver, JobIntake } from "./job-driver";
import { jobsReady } from "./job-news";

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
  let cancelPoll = () => {};
  let deafen = () => {};
  let withdraw = () => {};
  const alarms = createAlarms(clock, look);

  function look(): void {
    backlog = true;
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
      backlog = false;
      await database.transaction(async (tx) => {
        const limit = taker.room();
        const now = clock.now();
        const leaseUntil = new Date(now.getTime() + taker.leaseMs);
        const jobs = await claimJobs(tx, { worker: taker.worker, limit, now, leaseUntil });
        tx.afterCommit(() => {
          if (jobs.length === limit) backlog = true;
          for (const job of jobs) void taker.take(job);
        });
      });
    }
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
      withdraw = offerDirectStart(database, {
        intake: taker,
        vacancies: () => (backlog || claiming ? 0 : taker.room()),
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
