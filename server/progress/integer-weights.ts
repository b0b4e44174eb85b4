import { badInput } from "../core/errors";
import { UNIT } from "./units";
import { weightProblems } from "./weight-problems";

/**
 * Weights as whole units that sum to exactly 2²⁰, in proportion, by the method of largest remainder (Hamilton).
 * A positive weight gets at least one unit, so that no part is lost; ties go to the earlier part. Linear but for
 * one sort.
 * @throws BAD_USER_INPUT with the problems of `weightProblems`.
 */
export function integerWeights(weights: readonly number[]): Uint32Array {
  const problems = weightProblems(weights);
  if (problems.length > 0) throw badInput("The weights are not valid.", problems);
  const largest = weights.reduce((most, weight) => Math.max(most, weight), 0);
  const shares = Float64Array.from(weights, (weight) =>
    weight > 0 ? Math.max(weight / largest, Number.MIN_VALUE) : 0,
  );
  const units = new Uint32Array(weights.length);
  const left = reserveSmallest(shares, units);
  const total = shares.reduce((sum, share, index) => (units[index] === 0 ? sum + share : sum), 0);
  const remainders: Array<{ index: number; remainder: number }> = [];
  let given = 0;
  for (let index = 0; index < shares.length; index++) {
    if (shares[index] === 0 || units[index] !== 0) continue;
    const quota = (shares[index]! / total) * left;
    units[index] = Math.max(1, Math.floor(quota));
    given += units[index]!;
    remainders.push({ index, remainder: quota - units[index]! });
  }
  remainders.sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (let at = 0; given < left; at = (at + 1) % remainders.length, given++) units[remainders[at]!.index]!++;
  for (let at = remainders.length - 1; given > left; at = (at || remainders.length) - 1) {
    const { index } = remainders[at]!;
    if (units[index]! > 1) {
      units[index]!--;
      given--;
    }
  }
  return units;
}

/** Gives one unit to each positive share that would get less; answers how many units are left for the others. */
function reserveSmallest(shares: Float64Array, units: Uint32Array): number {
  const order = [...shares.keys()]
    .filter((index) => shares[index]! > 0)
    .sort((a, b) => shares[a]! - shares[b]!);
  let total = order.reduce((sum, index) => sum + shares[index]!, 0);
  let left = UNIT;
  for (const index of order.slice(0, -1)) {
    if ((shares[index]! / total) * left >= 1) break;
    units[index] = 1;
    left--;
    total -= shares[index]!;
  }
  return left;
}
