import { AppError, hasCode } from "../core/errors";

/** The answer to a write by a start of a job whose lease has passed to another, or that has ended. */
export function staleFence(jobIds: readonly string[]): AppError {
  return new AppError("STALE_FENCE", "The job's lease is gone; nothing was written.", {
    details: { jobIds },
  });
}

/** Whether an error says that this very job's lease is gone. */
export function isStaleFence(error: unknown, jobId: string): boolean {
  if (!hasCode(error, "STALE_FENCE")) return false;
  const { jobIds } = (error as AppError).details;
  return Array.isArray(jobIds) && jobIds.includes(jobId);
}
