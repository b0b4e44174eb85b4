import { AppError } from "../core/errors";
import { barrierCost } from "./barrier-cost";
import { STATUS } from "./page";
import type { ProgressDeps } from "./progress-deps";

/**
 * Removes a subject, of a whole its parts first, and tells of each behind a barrier. False when it is gone
 * already. Its row goes to the next subject that is added.
 * @throws REFERENCED for a part: only the whole can go. UNAVAILABLE once the topic is closed.
 */
export async function removeSubject(deps: ProgressDeps, subject: number): Promise<boolean> {
  const { workbook } = deps.topic;
  const row = workbook.rowOf(subject);
  if (row < 0) return false;
  if (workbook.parent(row) >= 0) {
    throw new AppError("REFERENCED", "A part is removed together with its whole.");
  }
  const parts = deps.aggregation.parts(row).map((part) => workbook.subjectAt(part));
  deps.aggregation.dissolve(row);
  for (const part of parts) await removeSubject(deps, part);
  return removeOne(deps, subject);
}

function removeOne({ topic, rollbacks }: ProgressDeps, subject: number): Promise<boolean> {
  const { workbook, pending } = topic;
  return topic.barrier(
    () => barrierCost(topic, subject),
    () => {
      const row = workbook.rowOf(subject);
      if (row < 0) return false;
      pending.barrier(row, STATUS, 0, "removed");
      workbook.remove(row);
      rollbacks.delete(subject);
      return true;
    },
  );
}
