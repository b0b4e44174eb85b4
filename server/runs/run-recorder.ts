import type { Clock } from "../core/clock";
import type { Database } from "../core/database";
import { hasCode } from "../core/errors";
import type { RunningJob } from "../jobs/job-kind";
import { type LedgerBatch, writeBatch } from "./ledger-batch";
import type { StepCost, StepCounts } from "./ledger-step";
import { newOutputs } from "./run-changes";
import type { RunLedger } from "./run-ledger";
import type { LogLevel, RunLog } from "./run-log";
import { runMachine } from "./run-machine";
import type { RunOutcome } from "./run-outcome";

/** Changes of state are visible to others after this many milliseconds at the latest … */
const CHANGE_MS = 25;
/** … progress and new log lines after this many. */
const PROGRESS_MS = 250;
/** Runs that lasted longer get their log synced to disk at the end. */
const SYNC_LOG_AFTER_MS = 1_000;

export interface RecorderDeps {
  readonly database: Database;
  readonly clock: Clock;
}

/** What the work of a run reports; the recorder sees that others learn of it, and writes the run's end. */
export interface RunRecorder {
  log(level: LogLevel, place: string | null, text: string): void;
  start(attempt: number): void;
  resume(attempt: number): void;
  startStep(position: number, rowsIn: number): void;
  progress(position: number, counts: StepCounts, done: number): void;
  finishStep(position: number, counts: StepCounts, cost: StepCost): void;
  /** Throws what kept an earlier change from being written; the work should stop then. */
  assertWritable(): void;
  /**
   * Ends run and job in one transaction. `inline` is a small result's text. Answers the status that the run ended
   * with: a request to cancel that came first wins over any other outcome.
   */
  end(outcome: RunOutcome, inline?: string | null): Promise<"SUCCEEDED" | "FAILED" | "CANCELLED">;
  /** Writes nothing more: the lease is gone, or the work goes on after a restart. */
  abandon(): Promise<void>;
}

export function createRunRecorder(
  deps: RecorderDeps,
  job: RunningJob,
  ledger: RunLedger,
  log: RunLog,
): RunRecorder {
  const { clock, database } = deps;
  const started = clock.monotonic();
  let timer: { due: number; cancel: () => void } | null = null;
  let writing: Promise<void> = Promise.resolve();
  let shownLogSize = 0;
  let logged = false;
  let failure: unknown = null;
  let closed = false;

  function soon(milliseconds: number): void {
    if (closed) return;
    const due = clock.monotonic() + milliseconds;
    if (timer && timer.due <= due) return;
    timer?.cancel();
    const cancel = clock.after(milliseconds, () => {
      timer = null;
      writing = writing.then(flush).catch((error) => {
        failure ??= error;
      });
    });
    timer = { due, cancel };
  }

  async function flush(): Promise<void> {
    if (closed || failure) return;
    const size = logged ? await log.flush() : 0;
    logged = false;
    const batch = ledger.takeBatch(size > shownLogSize ? size : null);
    shownLogSize = Math.max(shownLogSize, size);
    if (!batch.change && batch.steps.length === 0 && batch.events.length === 0) return;
    await write(batch);
  }

  async function write(batch: LedgerBatch): Promise<void> {
    try {
      await job.write(async (tx) => writeBatch(tx, ledger, batch));
      ledger.acknowledge(batch);
    } catch (error) {
      if (!hasCode(error, "STALE_WRITE")) throw error;
      if (runMachine.isTerminal(await adoptStatus())) throw error;
      await write(ledger.rebase(batch));
    }
  }

  /** The status that somebody else gave the run meanwhile. */
  async function adoptStatus() {
    const row = await database.client.run.findUniqueOrThrow({
      where: { id: ledger.id },
      select: { status: true },
    });
    const status = runMachine.parseState(row.status);
    ledger.adoptStatus(status);
    return status;
  }

  async function close(): Promise<void> {
    closed = true;
    timer?.cancel();
    timer = null;
    await writing;
  }

  return {
    log(level, place, text) {
      log.append(level, place, text);
      logged = true;
      soon(PROGRESS_MS);
    },
    start(attempt) {
      ledger.start(attempt);
      soon(CHANGE_MS);
    },
    resume(attempt) {
      ledger.resume(attempt);
      soon(CHANGE_MS);
    },
    startStep(position, rowsIn) {
      ledger.startStep(position, rowsIn);
      soon(CHANGE_MS);
    },
    progress(position, counts, done) {
      ledger.progress(position, counts, done);
      soon(PROGRESS_MS);
    },
    finishStep(position, counts, cost) {
      ledger.finishStep(position, counts, cost);
      soon(CHANGE_MS);
    },
    assertWritable() {
      if (failure) throw failure;
    },
    async end(asked, inline = null) {
      await close();
      const logBytes = await log.close(clock.monotonic() - started >= SYNC_LOG_AFTER_MS);
      let outcome = asked;
      for (;;) {
        if (ledger.status === "CANCELLING" || outcome.kind === "cancelled")
          outcome = { kind: "cancelled", by: await cancelledBy() };
        if (runMachine.isTerminal(ledger.status)) {
          // Cancelled before its start was written: run and steps have their end already.
          await job.complete(async () => {}, { outcome: "cancelled" });
          return "CANCELLED";
        }
        const batch = ledger.endBatch(outcome, logBytes);
        const { kind } = outcome;
        try {
          await job.complete(
            async (tx) => {
              writeBatch(tx, ledger, batch);
              if (kind === "succeeded" && inline !== null)
                tx.later(newOutputs, { runId: ledger.id, content: inline });
            },
            {
              outcome: kind,
              error:
                outcome.kind === "failed"
                  ? { code: outcome.error.code, message: outcome.error.message }
                  : undefined,
            },
          );
          return kind === "succeeded" ? "SUCCEEDED" : kind === "failed" ? "FAILED" : "CANCELLED";
        } catch (error) {
          if (!hasCode(error, "STALE_WRITE")) throw error;
          await adoptStatus();
        }
      }
    },
    async abandon() {
      await close();
      await log.close(false);
    },
  };

  async function cancelledBy(): Promise<string | null> {
    const row = await database.client.job.findUnique({
      where: { id: job.id },
      select: { cancelledBy: true },
    });
    return row?.cancelledBy ?? null;
  }
}
