import { type AppError, hasCode, isAppError, toError } from "../core/errors";
import { interruptionOf, JobInterrupted } from "../jobs/interruption";
import type { RunningJob } from "../jobs/job-kind";
import type { RunError } from "../runs/run-machine";
import type { RunRecorder } from "../runs/run-recorder";
import { insideText } from "./document/text-place";
import type { Plan } from "./plan";
import { placeOf } from "./report-to-recorder";

interface Unfinished {
  readonly job: RunningJob;
  readonly recorder: RunRecorder;
  readonly plan: Plan;
  readonly error: unknown;
}

/**
 * Ends a run whose work threw: cancelled, or failed with the error's place. What is not the run's fault (a lost lease,
 * a shutdown, a disk or database in trouble) is thrown on, so that the job is started again later.
 */
export async function endUnfinished({ job, recorder, plan, error }: Unfinished): Promise<void> {
  const interruption =
    interruptionOf(job.signal) ?? (error instanceof JobInterrupted ? error.interruption : null);
  if (interruption === "cancel" || (interruption === null && hasCode(error, "CANCELLED"))) {
    recorder.log("WARN", null, "Cancelled.");
    await recorder.end({ kind: "cancelled", by: null });
    return;
  }
  if (
    interruption !== null ||
    !isAppError(error) ||
    hasCode(error, "STALE_FENCE") ||
    hasCode(error, "UNAVAILABLE")
  ) {
    const later =
      interruption === "drain" ? "The server is shutting down; the run goes on after the restart." : null;
    if (interruption !== "lost")
      recorder.log("WARN", null, later ?? `Interrupted (${toError(error).message}); the run is tried again.`);
    await recorder.abandon();
    throw error;
  }
  const failure = runError(error, plan);
  const operation = plan.operations.find(({ position }) => position === error.details.position);
  const where = failure.line
    ? ` (line ${failure.line}${failure.column ? `, column ${failure.column}` : ""} of the document)`
    : "";
  recorder.log("ERROR", operation ? placeOf(operation) : null, `${failure.message}${where}`);
  await recorder.end({ kind: "failed", error: failure });
}

/** The error with its place in the document: inside the operation's code or query when the operator told, else the operation. */
function runError(error: AppError, plan: Plan): RunError {
  const { code, message, details, problems } = error;
  const operation = plan.operations.find(({ position }) => position === details.position);
  if (!operation) return { code, message };
  const { step, operation: name, line, texts } = operation;
  const problem = problems.find((one) => one.line !== undefined);
  const text =
    texts.get(String(problem?.path?.[0])) ?? (texts.size === 1 ? [...texts.values()][0] : undefined);
  const place = problem?.line && text ? insideText(text, problem.line, problem.column ?? 1) : { line };
  const told = problem && !message.includes(problem.message) ? `${message} ${problem.message}` : message;
  return { code, message: told, step, operation: name, ...place };
}
