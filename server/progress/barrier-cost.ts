import type { Topic } from "./topic";

/** Places of the barrier capacity that a barrier of this subject would use now; none for a removed subject. */
export function barrierCost({ workbook, pending }: Topic, subject: number): number {
  const row = workbook.rowOf(subject);
  return row < 0 ? 0 : pending.cost(row);
}
