import type { Clock } from "../core/clock";
import type { Database, Transaction } from "../core/database";
import { checkpoints } from "./checkpoints";
import type { ClaimedJob } from "./claim-jobs";
import { fenceChecks } from "./fence-checks";
import { type Interruption, interruptionOf, JobInterrupted } from "./interruption";
import { type JobEnd, type JobKind, leaseOf, type RunningJob } from "./job-kind";
import { type Settlement, settlements } from "./settlements";
import { isStaleFence, staleFence } from "./stale-fence";

interface AttemptDeps {
  database: Database;
  clock: Clock;
  /** The worker's name. */
  worker: string;
  /** Whether the worker wants its jobs to stop at their next boundary. */
  draining: () => boolean;
}

/** One start of a job: what it may write, and what can stop it. */
export class Attempt {
  readonly row: ClaimedJob;
  readonly kind: JobKind;
  /** Its end, or its return to the queue, is stored; or it lost the right to store one. */
  settled = false;
  /** When its lease ends for certain if it is not renewed, on the monotonic clock. */
  leaseEnds: number;
  readonly #deps: AttemptDeps;
  readonly #abort = new AbortController();

  constructor(deps: AttemptDeps, row: ClaimedJob, kind: JobKind) {
    this.#deps = deps;
    this.row = row;
    this.kind = kind;
    this.leaseEnds = deps.clock.monotonic() + leaseOf(kind);
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** The first interruption stands, except that a lost lease is the last word. */
  interrupt(interruption: Interruption): void {
    if (!this.signal.aborted) this.#abort.abort(new JobInterrupted(interruption));
    if (interruption === "lost") this.settled = true;
  }

  /** Commits only while this start holds its lease. */
  async write<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    const { id, fence } = this.row;
    return this.#fenced((tx) => {
      tx.later(fenceChecks, { id, fence });
      return work(tx);
    });
  }

  /** Stores what becomes of the job, in one transaction with `work`. */
  async settle<Result>(
    what: Omit<Settlement, "id" | "kind" | "fence" | "laned" | "worker" | "now">,
    work: (tx: Transaction) => Promise<Result>,
  ): Promise<Result> {
    const { id, kind, fence, laned } = this.row;
    const { worker, clock } = this.#deps;
    const result = await this.#fenced((tx) => {
      tx.later(settlements, { ...what, id, kind, fence, laned, worker, now: clock.now() });
      return work(tx);
    });
    this.settled = true;
    return result;
  }

  /** What the handler gets. */
  toRunningJob(payload: unknown): RunningJob {
    const { id, kind, subjectId, namespaceId, attempt, fence, checkpoint } = this.row;
    return {
      id,
      kind,
      subjectId,
      namespaceId,
      payload,
      attempt,
      fence,
      checkpoint: checkpoint === null ? null : JSON.parse(checkpoint),
      signal: this.signal,
      write: (work) => this.write(work),
      saveCheckpoint: (value, work) => this.#saveCheckpoint(value, work),
      boundary: () => this.#boundary(),
      complete: (work, end: JobEnd = {}) =>
        this.settle({ status: end.outcome ?? "succeeded", error: end.error }, work),
    };
  }

  async #saveCheckpoint(value: unknown, work?: (tx: Transaction) => Promise<void>): Promise<void> {
    const { id, fence } = this.row;
    const checkpoint = JSON.stringify(value ?? null);
    await this.#fenced(async (tx) => {
      tx.later(checkpoints, { id, fence, checkpoint });
      await work?.(tx);
    });
  }

  #boundary(): void {
    this.signal.throwIfAborted();
    if (this.#deps.draining()) throw new JobInterrupted("drain");
  }

  async #fenced<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    const { id } = this.row;
    if (this.settled || interruptionOf(this.signal) === "lost") throw staleFence([id]);
    try {
      return await this.#deps.database.transaction(work);
    } catch (error) {
      if (isStaleFence(error, id)) this.interrupt("lost");
      throw error;
    }
  }
}
