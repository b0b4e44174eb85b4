import { barrierCost } from "./barrier-cost";
import { STATUS } from "./page";
import type { ProgressDeps } from "./progress-deps";

export interface FinishSubject {
  readonly subject: number;
  readonly epoch: number;
  readonly status: string;
  readonly priority?: number;
}

/**
 * Gives a subject its last status: nothing is accepted for it afterwards. False when subject or epoch are past or
 * it is finished already.
 * @throws BAD_USER_INPUT for a status the workbook does not know, UNAVAILABLE once the topic is closed.
 */
export function finishSubject({ topic }: ProgressDeps, input: FinishSubject): Promise<boolean> {
  const { workbook, pending } = topic;
  return topic.barrier(
    () => barrierCost(topic, input.subject),
    () => {
      const row = workbook.writableRow(input.subject, input.epoch);
      if (row < 0) return topic.refuse();
      // The barrier reads what it tells of, so the mark that the subject is finished comes after it.
      pending.barrier(row, STATUS, workbook.statuses.get(input.status), "terminal");
      workbook.finish(row);
      return true;
    },
    input.priority,
  );
}
