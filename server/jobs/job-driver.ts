import type { ClaimedJob } from "./claim-jobs";

/** The worker, as whoever brings it jobs sees it. */
export interface JobIntake {
  /** The worker's name, for the lease. */
  readonly worker: string;
  /** How long a fresh lease lasts, in milliseconds. */
  readonly leaseMs: number;
  /** How many more jobs it would start now. */
  room(): number;
  /** Starts a claimed job; resolves when this start of it has ended, however it ended. Never rejects. */
  take(job: ClaimedJob): Promise<void>;
}

/**
 * What finds due jobs, takes their leases and hands them to a worker. The one in `database-driver.ts` looks into the
 * database itself; a distributed queue can take its place: it claims the job it was told of and passes it on.
 */
export interface JobDriver {
  start(intake: JobIntake): Promise<void>;
  /** The worker has room again. */
  roomMade(): void;
  /** Resolves when no further job will be handed over. */
  stop(): Promise<void>;
}
