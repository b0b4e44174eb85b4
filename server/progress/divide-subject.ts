import { AppError, notFound } from "../core/errors";
import { barrierCost } from "./barrier-cost";
import type { ProgressDeps } from "./progress-deps";

export interface DivideSubject {
  readonly subject: number;
  /** Weights of the parts to add, of any scale. */
  readonly weights: readonly number[];
  /** Weight, on the same scale, of parts that are still to come: the whole cannot be complete before them. */
  readonly unknown?: number;
}

/**
 * Adds parts to a subject, whose progress is from now on theirs by weight, and answers with the parts. What it
 * said of unknown parts replaces what was said before. Dividing again begins a new epoch of the whole.
 * @throws BAD_USER_INPUT with the problems of the weights, NOT_FOUND for a removed subject, ILLEGAL_TRANSITION
 *   for a finished one, UNAVAILABLE once the topic is closed.
 */
export function divideSubject(deps: ProgressDeps, input: DivideSubject): Promise<number[]> {
  const { topic, aggregation } = deps;
  const { workbook } = topic;
  const cost = () => {
    const own = barrierCost(topic, input.subject);
    return own === 0 ? 0 : own + aggregation.cost(workbook.rowOf(input.subject));
  };
  return topic.barrier(cost, () => {
    const row = workbook.rowOf(input.subject);
    if (row < 0) throw notFound("subject", String(input.subject));
    if (workbook.isFinished(row))
      throw new AppError("ILLEGAL_TRANSITION", "A finished subject is not divided.");
    const addPart = () => workbook.rowOf(workbook.add());
    const rows = aggregation.divide(row, input.weights, input.unknown ?? 0, addPart);
    return rows.map((part) => workbook.subjectAt(part));
  });
}
