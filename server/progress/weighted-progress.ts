import { integerWeights } from "./integer-weights";
import { toFraction, toUnits, UNIT } from "./units";

/**
 * The progress of a whole from that of its parts, once: the very figure that a topic divided by these weights shows.
 * @param parts at least one; progress 0 to 1. Throws BAD_USER_INPUT with the problems of the weights.
 */
export function weightedProgress(
  parts: readonly { readonly weight: number; readonly progress: number }[],
): number {
  const weights = integerWeights(parts.map(({ weight }) => weight));
  const sum = parts.reduce((total, { progress }, at) => total + weights[at]! * toUnits(progress), 0);
  return toFraction(Math.floor(sum / UNIT));
}
