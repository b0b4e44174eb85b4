import type { Problem } from "../core/errors";
import { UNIT } from "./units";

/**
 * Everything wrong with the weights of one whole's parts: found when a document is read, not when it runs.
 * @param path where the list is in the document; each problem adds the index of its weight.
 */
export function weightProblems(
  weights: readonly unknown[],
  path: ReadonlyArray<string | number> = [],
): Problem[] {
  const problems: Problem[] = [];
  const add = (code: string, message: string, index?: number) =>
    problems.push({ code, message, path: index === undefined ? path : [...path, index] });
  let positive = 0;
  weights.forEach((weight, index) => {
    if (typeof weight !== "number" || !Number.isFinite(weight)) {
      add("WEIGHT_NOT_A_NUMBER", `A weight must be a finite number, not ${String(weight)}.`, index);
    } else if (weight < 0) {
      add("WEIGHT_NEGATIVE", `A weight must not be negative: ${weight}.`, index);
    } else if (weight > 0) positive++;
  });
  if (problems.length > 0) return problems;
  if (positive === 0) add("WEIGHTS_SUM_TO_ZERO", "At least one weight must be above zero.");
  if (positive > UNIT) add("WEIGHTS_TOO_MANY", `At most ${UNIT} parts of one whole can have a weight.`);
  return problems;
}
