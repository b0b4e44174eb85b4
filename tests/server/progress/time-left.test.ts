import { describe, expect, test } from "vitest";
import { type Random, seededRandom } from "../../../server/core/random";
import { timeLeft } from "../../../server/progress/time-left";

const nothing = { completed: [], inFlight: [], waiting: 0 };

describe("time left", () => {
  test("is nothing when nothing is left, whatever is known", () => {
    expect(timeLeft([], 4)).toEqual({ low: 0, high: 0 });
    expect(timeLeft([nothing], 4)).toEqual({ low: 0, high: 0 });
  });

  test.each([
    { what: "nothing is known", phase: { ...nothing, waiting: 5 } },
    { what: "two are done", phase: { ...nothing, completed: [100, 120], waiting: 5 } },
    { what: "one is in flight", phase: { ...nothing, inFlight: [40] } },
    { what: "the history is empty", phase: { ...nothing, history: [], completed: [1, 2], waiting: 1 } },
  ])("is unknown when $what", ({ phase }) => {
    expect(timeLeft([phase], 1)).toBeNull();
    expect(timeLeft([{ ...nothing, completed: [1, 1, 1], waiting: 1 }, phase], 1)).toBeNull();
  });

  test("is exact for even work, over what runs at once", () => {
    const phase = { ...nothing, completed: [100, 100, 100], waiting: 8 };
    expect(timeLeft([phase], 1)).toEqual({ low: 800, high: 800 });
    expect(timeLeft([phase], 4)).toEqual({ low: 200, high: 200 });
    expect(timeLeft([phase], 100)).toEqual({ low: 100, high: 100 });
    expect(timeLeft([{ ...phase, waiting: 0, inFlight: [30] }], 4)).toEqual({ low: 70, high: 70 });
  });

  test("is never shorter than the longest piece alone", () => {
    const phase = { ...nothing, completed: [100, 100, 100], inFlight: [90, 0] };
    expect(timeLeft([phase], 2)).toEqual({ low: 100, high: 100 });
  });

  test("one piece of history is enough; a straggler is expected to go on as long again", () => {
    expect(timeLeft([{ ...nothing, history: [50], waiting: 1 }], 1)).toEqual({ low: 50, high: 50 });
    expect(timeLeft([{ ...nothing, history: [50], inFlight: [400] }], 1)).toEqual({ low: 400, high: 400 });
  });

  test.each([
    { tail: "even", draw: (random: Random) => 50 + 100 * random.next() },
    { tail: "exponential", draw: (random: Random) => -100 * Math.log(1 - random.next()) },
    { tail: "heavy", draw: (random: Random) => 100 * Math.exp(1.2 * gauss(random)) },
  ])("holds the truth in most of 500 runs with an $tail tail", ({ draw }) => {
    const random = seededRandom(20261120);
    let held = 0;
    for (let run = 0; run < 500; run++) {
      const completed = Array.from({ length: 20 }, () => draw(random));
      const rest = Array.from({ length: 40 }, () => draw(random));
      const estimate = timeLeft([{ ...nothing, completed, waiting: rest.length }], 1);
      const truth = rest.reduce((sum, one) => sum + one, 0);
      if (estimate && estimate.low <= truth && truth <= estimate.high) held++;
    }
    expect(held / 500).toBeGreaterThan(0.65);
    expect(held / 500).toBeLessThan(0.95);
  });
});

const gauss = (random: Random) =>
  Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
