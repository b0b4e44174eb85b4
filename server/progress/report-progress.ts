import { badInput } from "../core/errors";
import type { ProgressDeps } from "./progress-deps";
import { UNIT } from "./units";

/**
 * Publishes a subject's progress and, through it, that of the wholes it is part of. Never waits. False, and
 * counted, when refused: subject or epoch are past, it is finished, it is itself a whole, or progress would fall.
 * @param units whole units of 1/2²⁰. Throws BAD_USER_INPUT for anything else.
 */
export function reportProgress(
  { topic, aggregation }: ProgressDeps,
  subject: number,
  epoch: number,
  units: number,
  priority = 0,
): boolean {
  if (units >>> 0 !== units || units > UNIT)
    throw badInput(`Progress must be 0 to ${UNIT} units, not ${units}.`);
  const row = topic.closed ? -1 : topic.workbook.writableRow(subject, epoch);
  if (row < 0 || !aggregation.report(row, units)) return topic.refuse();
  topic.touch(priority);
  return true;
}
