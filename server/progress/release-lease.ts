import { AppError } from "../core/errors";
import { barrierCost } from "./barrier-cost";
import { LEASE } from "./page";
import type { ProgressDeps } from "./progress-deps";

export interface ReleaseLease {
  readonly subject: number;
  /** The fence of the lease to release. */
  readonly fence: number;
  readonly priority?: number;
}

/**
 * Notes that a subject holds its resource no more. It may be repeated, and it holds in any epoch and after the end
 * of the subject, since a resource must always come back. False when the subject was removed.
 * @throws STALE_FENCE when a newer lease is held, UNAVAILABLE once the topic is closed.
 */
export function releaseLease({ topic }: ProgressDeps, input: ReleaseLease): Promise<boolean> {
  const { workbook, pending } = topic;
  return topic.barrier(
    () => barrierCost(topic, input.subject),
    () => {
      const row = workbook.rowOf(input.subject);
      if (row < 0) return topic.refuse();
      if (input.fence !== workbook.fence(row)) {
        throw new AppError("STALE_FENCE", `Fence ${input.fence} is not the newest, ${workbook.fence(row)}.`);
      }
      if (workbook.read(row, LEASE) !== null) pending.barrier(row, LEASE, 0, "lease");
      return true;
    },
    input.priority,
  );
}
