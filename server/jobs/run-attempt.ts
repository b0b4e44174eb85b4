import type { Clock } from "../core/clock";
import { hasCode, isAppError, toError } from "../core/errors";
import type { Logger } from "../core/logger";
import type { Random } from "../core/random";
import type { Attempt } from "./attempt";
import { backoffDelay } from "./backoff";
import { type Interruption, interruptionOf, JobInterrupted } from "./interruption";
import type { JobError } from "./job-kind";

interface RunDeps {
  clock: Clock;
  random: Random;
  logger: Logger;
  /** How many crashes of the process one job may have been part of. */
  crashLimit: number;
}

/** Runs one start of a job to its end, and stores that end if the handler has not. Rejects only when it cannot. */
export async function runAttempt(deps: RunDeps, attempt: Attempt): Promise<void> {
  const { row, kind } = attempt;
  if (row.cancelRequested) return abandon(attempt, "cancelled", null);
  if (row.crashes >= deps.crashLimit) {
    const message = `The process ended ${row.crashes} times while it ran this job.`;
    return abandon(attempt, "dead", { code: "CRASHED", message });
  }
  const payload = parsePayload(attempt);
  if ("problem" in payload) return abandon(attempt, "dead", payload.problem);
  let thrown: unknown = null;
  try {
    await kind.run(attempt.toRunningJob(payload.value));
  } catch (error) {
    thrown = error ?? new Error("The handler threw nothing.");
  }
  if (!attempt.settled) return settle(deps, attempt, thrown);
  if (thrown && !(thrown instanceof JobInterrupted) && !hasCode(thrown, "STALE_FENCE")) {
    deps.logger.error({ err: toError(thrown) }, "a job's handler threw after its end was stored");
  }
}

async function settle(deps: RunDeps, attempt: Attempt, thrown: unknown): Promise<void> {
  switch (interruption(attempt, thrown)) {
    case "lost":
      return;
    case "drain":
      return attempt.settle({ status: "ready", uncounted: true }, nothing);
    case "cancel":
      return abandon(attempt, "cancelled", null);
    case null:
      if (!thrown) return attempt.settle({ status: "succeeded" }, nothing);
      return retry(deps, attempt, thrown);
  }
}

async function retry(deps: RunDeps, attempt: Attempt, thrown: unknown): Promise<void> {
  const error = jobError(thrown);
  const { row, kind } = attempt;
  deps.logger.warn({ err: toError(thrown), attempt: row.attempt }, "a job failed");
  if (row.attempt >= kind.maxAttempts) return abandon(attempt, "dead", error);
  const delay = backoffDelay(kind.backoff, row.attempt, deps.random);
  const runAt = new Date(deps.clock.now().getTime() + delay);
  await attempt.settle({ status: "ready", runAt, error }, nothing);
}

/** Ends the job for its handler, and lets the kind end what the job is about. */
async function abandon(
  attempt: Attempt,
  outcome: "cancelled" | "dead",
  error: JobError | null,
): Promise<void> {
  const { id, kind, subjectId, namespaceId } = attempt.row;
  await attempt.settle({ status: outcome, error }, async (tx) => {
    await attempt.kind.onAbandoned?.(tx, { id, kind, subjectId, namespaceId, outcome, error });
  });
}

/** A handler that stops at a boundary throws before its signal is aborted. */
function interruption(attempt: Attempt, thrown: unknown): Interruption | null {
  return interruptionOf(attempt.signal) ?? (thrown instanceof JobInterrupted ? thrown.interruption : null);
}

function parsePayload({ row, kind }: Attempt): { value: unknown } | { problem: JobError } {
  try {
    return { value: kind.payload.parse(JSON.parse(row.payload)) };
  } catch (error) {
    return { problem: { code: "BAD_PAYLOAD", message: toError(error).message } };
  }
}

function jobError(thrown: unknown): JobError {
  const { message, stack } = toError(thrown);
  return { code: isAppError(thrown) ? thrown.code : "INTERNAL", message, stack };
}

const nothing = async () => {};
