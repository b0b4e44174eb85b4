import { AppError } from "../core/errors";
import { barrierCost } from "./barrier-cost";
import { LEASE } from "./page";
import type { ProgressDeps } from "./progress-deps";

export interface TakeLease {
  readonly subject: number;
  readonly epoch: number;
  readonly resource: string;
  /** Minted by the resource's owner; 1 to 2³² − 1 and above every fence the subject has seen. */
  readonly fence: number;
  readonly priority?: number;
}

/**
 * Notes that a subject holds a resource. False when subject or epoch are past or it is finished.
 * @throws STALE_FENCE unless the fence is the newest, UNAVAILABLE once the topic is closed.
 */
export function takeLease({ topic }: ProgressDeps, input: TakeLease): Promise<boolean> {
  const { workbook, pending } = topic;
  return topic.barrier(
    () => barrierCost(topic, input.subject),
    () => {
      const row = workbook.writableRow(input.subject, input.epoch);
      if (row < 0) return topic.refuse();
      const seen = workbook.fence(row);
      if (!Number.isInteger(input.fence) || input.fence <= seen || input.fence >= 2 ** 32) {
        throw new AppError("STALE_FENCE", `Fence ${input.fence} is not newer than ${seen}.`);
      }
      workbook.setFence(row, input.fence);
      pending.barrier(row, LEASE, workbook.resources.intern(input.resource) + 1, "lease");
      return true;
    },
    input.priority,
  );
}
