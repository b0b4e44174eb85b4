import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { integerWeights } from "../../../server/progress/integer-weights";
import { UNIT } from "../../../server/progress/units";
import { weightProblems } from "../../../server/progress/weight-problems";

describe("integer weights", () => {
  test.each([
    { weights: [1], units: [UNIT] },
    { weights: [1, 1], units: [UNIT / 2, UNIT / 2] },
    { weights: [1, 1, 2], units: [UNIT / 4, UNIT / 4, UNIT / 2] },
    { weights: [1, 1, 1], units: [349_526, 349_525, 349_525] },
    { weights: [0.2, 0.3, 0.5], units: [209_715, 314_573, 524_288] },
    { weights: [0, 5, 0], units: [0, UNIT, 0] },
    { weights: [1e-300, 1e300], units: [1, UNIT - 1] },
    { weights: [5e-324, 5e-324], units: [UNIT / 2, UNIT / 2] },
    { weights: [Number.MAX_VALUE, Number.MAX_VALUE], units: [UNIT / 2, UNIT / 2] },
  ])("$weights", ({ weights, units }) => {
    expect([...integerWeights(weights)]).toEqual(units);
  });

  test("a million equal parts get one unit each, and the first some more", () => {
    const units = integerWeights(new Array(1_000_000).fill(3));
    expect(units.reduce((sum, unit) => sum + unit, 0)).toBe(UNIT);
    expect(units.at(-1)).toBe(1);
  });

  test("sum to 2²⁰, give every positive weight something, keep order and proportion", () => {
    const weight = fc.oneof(
      fc.integer({ min: 0, max: 10 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }),
    );
    fc.assert(
      fc.property(
        fc.array(weight, { minLength: 1, maxLength: 60 }).filter((weights) => weights.some((one) => one > 0)),
        (weights) => {
          const units = integerWeights(weights);
          expect(units.reduce((sum, unit) => sum + unit, 0)).toBe(UNIT);
          const largest = Math.max(...weights);
          const total = weights.reduce((sum, one) => sum + one / largest, 0);
          weights.forEach((one, at) => {
            expect(units[at]! > 0).toBe(one > 0);
            // A unit for rounding, and one for each part that was lifted to its first unit.
            expect(Math.abs(units[at]! - (one / largest / total) * UNIT)).toBeLessThan(1 + weights.length);
            weights.forEach((other, to) => {
              if (one > other) expect(units[at]!).toBeGreaterThanOrEqual(units[to]!);
            });
          });
        },
      ),
      { numRuns: 500 },
    );
  });

  test.each([
    { weights: [], codes: [["WEIGHTS_SUM_TO_ZERO", ["weights"]]] },
    { weights: [0, 0], codes: [["WEIGHTS_SUM_TO_ZERO", ["weights"]]] },
    {
      weights: [1, -2, "3", Number.NaN, Number.POSITIVE_INFINITY, null],
      codes: [
        ["WEIGHT_NEGATIVE", ["weights", 1]],
        ["WEIGHT_NOT_A_NUMBER", ["weights", 2]],
        ["WEIGHT_NOT_A_NUMBER", ["weights", 3]],
        ["WEIGHT_NOT_A_NUMBER", ["weights", 4]],
        ["WEIGHT_NOT_A_NUMBER", ["weights", 5]],
      ],
    },
  ])("problems of $weights", ({ weights, codes }) => {
    expect(weightProblems(weights, ["weights"]).map(({ code, path }) => [code, path])).toEqual(codes);
    expect(() => integerWeights(weights as number[])).toThrowError(
      expect.objectContaining({ code: "BAD_USER_INPUT" }),
    );
  });

  test("more parts than units are a problem, not a part without weight", () => {
    expect(weightProblems(new Array(UNIT + 1).fill(1)).map(({ code }) => code)).toEqual(["WEIGHTS_TOO_MANY"]);
  });
});
