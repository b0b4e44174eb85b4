import type { z } from "zod";
import type { Transaction } from "../core/database";
import type { Backoff } from "./backoff";

/** How a job ends. "dead": set aside with its error, because trying again will not help. */
export type JobOutcome = "succeeded" | "failed" | "cancelled" | "dead";

/** waiting: for lanes; ready: for a worker, not before its `runAt`. */
export type JobStatus = "waiting" | "ready" | "running" | JobOutcome;

/** What went wrong last, as it is stored. */
export interface JobError {
  code: string;
  message: string;
  stack?: string;
}

/** A job as those outside its handler see it. */
export interface JobRef {
  readonly id: string;
  readonly kind: string;
  /** What the job is about, for example a run's id. */
  readonly subjectId: string;
  readonly namespaceId: string | null;
}

/** A kind of durable work: one descriptor, handed to the worker in a registry. */
export interface JobKind<Payload = unknown> {
  readonly kind: string;
  /** A stored payload that does not parse sets the job aside as dead. */
  readonly payload: z.ZodType<Payload>;
  /** How often `run` may throw before the job is dead. Crashes of the process have a limit of their own. */
  readonly maxAttempts: number;
  readonly backoff: Backoff;
  /** How long a worker may be silent before another takes over, in milliseconds; at least 3,000. */
  readonly leaseMs: number;
  /**
   * Does the work; may be called again after a crash or an error, with the last checkpoint. Ends the job with
   * `job.complete`; returning without it means "succeeded". What it throws is retried with back-off.
   */
  run(job: RunningJob<Payload>): Promise<void>;
  /**
   * Called in the transaction that ends a job without its handler having said so (dead, or cancelled before or while it
   * ran), so that what the job is about ends with it. May be called again when the transaction is retried.
   */
  onAbandoned?(tx: Transaction, job: AbandonedJob): Promise<void>;
}

const shortestLease = 3_000;

/** The lease of a kind's jobs, in milliseconds: long enough for a heartbeat a second. */
export const leaseOf = (kind: JobKind): number => Math.max(shortestLease, kind.leaseMs);

export interface AbandonedJob extends JobRef {
  readonly outcome: "cancelled" | "dead";
  readonly error: JobError | null;
}

/** One attempt at a job, as its handler sees it. */
export interface RunningJob<Payload = unknown> extends JobRef {
  readonly payload: Payload;
  /** From 1. */
  readonly attempt: number;
  /** Grows with each start of the job: names files and other things outside the database that belong to this start. */
  readonly fence: number;
  /** What `saveCheckpoint` stored last, parsed; null at the first start. */
  readonly checkpoint: unknown;
  /** Aborted on cancel, a lost lease, and the end of a drain; `interruptionOf(signal)` tells which. */
  readonly signal: AbortSignal;
  /**
   * A transaction that only commits while this start of the job holds its lease; else it rejects with STALE_FENCE and the
   * signal is aborted. `work` may be run again from its beginning, as in every transaction.
   */
  write<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result>;
  /** Stores where to go on after a crash (a JSON value), together with `work` if given. */
  saveCheckpoint(checkpoint: unknown, work?: (tx: Transaction) => Promise<void>): Promise<void>;
  /** Throws when the job should stop here: it was interrupted, or the worker is draining. Call it between steps. */
  boundary(): void;
  /** The job's end, in one transaction with what ends its subject. At most one `complete` succeeds. */
  complete<Result>(work: (tx: Transaction) => Promise<Result>, end?: JobEnd): Promise<Result>;
}

export interface JobEnd {
  /** "succeeded" unless told otherwise. */
  readonly outcome?: "succeeded" | "failed" | "cancelled";
  readonly error?: JobError;
}
