import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../../server/core/virtual-clock";
import { createProgressTopic } from "../../../server/progress/create-progress-topic";
import { PROGRESS } from "../../../server/progress/page";
import { UNIT } from "../../../server/progress/units";

const create = () =>
  createProgressTopic({
    clock: new VirtualClock(),
    phases: ["waiting", "running"],
    statuses: ["open", "done"],
  });

type Act =
  | { act: "report"; who: number; units: number }
  | { act: "divide"; who: number; weights: number[]; unknown: number }
  | { act: "boundary" | "rollback" | "finish"; who: number };

const who = fc.nat({ max: 40 });
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      act: fc.constant("report" as const),
      who,
      units: fc.oneof(fc.nat({ max: UNIT }), fc.constant(UNIT)),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant("divide" as const),
      who,
      weights: fc.array(fc.double({ min: 0, max: 9, noNaN: true }), { maxLength: 5 }),
      unknown: fc.constantFrom(0, 0, 0, 3),
    }),
  },
  { weight: 2, arbitrary: fc.record({ act: fc.constantFrom("boundary", "rollback"), who }) },
);

describe("aggregation", () => {
  test("equals a recompute after every step, never falls within an epoch, is complete only when all parts are", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 60, size: "max" }), async (acts) => {
        const live = create();
        const { workbook } = live.topic;
        const { aggregation } = live;
        const subjects = [live.add().subject];
        const seen = new Map<string, number>();
        for (const next of acts) {
          const subject = subjects[next.who % subjects.length]!;
          const reporter = live.reporter(subject);
          const row = workbook.rowOf(subject);
          if (next.act === "report") reporter.progress(next.units / UNIT);
          else if (next.act === "boundary") await reporter.phase("running", { healthy: true });
          else if (next.act === "rollback") await live.rollBack(reporter, "test").catch(() => {});
          else if (next.act === "divide") {
            const before = workbook.rows;
            const parts = await live
              .divide(
                reporter,
                next.weights.map((weight) => ({ weight })),
                next.unknown,
              )
              .catch(() => []);
            if (parts.length === 0 && !aggregation.isWhole(row)) expect(workbook.rows).toBe(before);
            subjects.push(...parts.map((part) => part.subject));
          }
          for (let at = 0; at < workbook.rows; at++) {
            const units = workbook.progress(at);
            expect(units).toBe(aggregation.recompute(at));
            const key = `${at}.${workbook.epoch(at)}`;
            expect(units).toBeGreaterThanOrEqual(seen.get(key) ?? 0);
            seen.set(key, units);
            const parts = aggregation.parts(at);
            if (parts.length === 0) continue;
            const weights = parts.map((part) => aggregation.weight(part));
            const sum = weights.reduce((total, weight) => total + weight, 0);
            const complete = parts.every(
              (part, which) => weights[which] === 0 || workbook.progress(part) === UNIT,
            );
            expect(units === UNIT).toBe(complete && sum === UNIT);
          }
        }
      }),
      { numRuns: 120 },
    );
  });

  test("a part not heard of weighs from the start, and unknown parts keep the whole from completion", async () => {
    const live = create();
    const run = live.add();
    const [first, second] = await live.divide(run, [{ weight: 1 }, { weight: 1 }], 2);
    const progress = () => live.topic.workbook.progress(live.topic.workbook.rowOf(run.subject)) / UNIT;
    expect(first?.progress(1)).toBe(true);
    expect(progress()).toBe(0.25);
    second?.progress(1);
    expect(progress()).toBe(0.5);

    const [third] = await live.divide(run, [{ weight: 2 }], 0);
    expect(live.reporter(run.subject).epoch).toBe(run.epoch + 1);
    expect(progress()).toBe(0.5);
    third?.progress(0.5);
    expect(progress()).toBe(0.75);
    third?.progress(1);
    expect(progress()).toBe(1);
  });

  test("bad weights add nothing and say where they are", async () => {
    const live = create();
    const run = live.add();
    const parts = [{ weight: 1 }, { weight: -1 }, { weight: Number.NaN }];
    await expect(live.divide(run, parts)).rejects.toMatchObject({
      code: "BAD_USER_INPUT",
      problems: [
        { code: "WEIGHT_NEGATIVE", path: [1] },
        { code: "WEIGHT_NOT_A_NUMBER", path: [2] },
      ],
    });
    expect(live.topic.workbook.size).toBe(1);
  });

  test("a whole takes no report of its own; a part neither falls nor leaves by itself", async () => {
    const live = create();
    const run = live.add();
    const [part] = await live.divide(run, [{ weight: 1 }]);
    expect(run.progress(1)).toBe(false);
    expect(part?.progress(0.5)).toBe(true);
    expect(part?.progress(0.4)).toBe(false);
    expect(() => part?.progress(1.1)).toThrowError(expect.objectContaining({ code: "BAD_USER_INPUT" }));
    expect(() => part?.progress(Number.NaN)).toThrowError(
      expect.objectContaining({ code: "BAD_USER_INPUT" }),
    );
    await expect(live.remove(part!.subject)).rejects.toMatchObject({ code: "REFERENCED" });
    expect(await live.remove(run.subject)).toBe(true);
    expect(live.topic.workbook.size).toBe(0);
  });

  test("a whole that does not move is not told of", async () => {
    const live = create();
    const run = live.add();
    const parts = await live.divide(run, [{ weight: 1 }, { weight: 1 }]);
    const row = live.topic.workbook.rowOf(run.subject);
    parts[0]?.progress(1 / UNIT);
    expect(live.topic.workbook.version(row, PROGRESS)).toBe(0);
    parts[1]?.progress(1 / UNIT);
    expect(live.topic.workbook.version(row, PROGRESS)).toBe(1);
    expect(live.topic.workbook.progress(row)).toBe(1);
  });

  test("a whole that is finished stays as it was told last", async () => {
    const live = create();
    const run = live.add();
    const [part] = await live.divide(run, [{ weight: 1 }]);
    part?.progress(0.5);
    await run.finish("done");
    part?.progress(1);
    expect(live.topic.workbook.progress(live.topic.workbook.rowOf(run.subject))).toBe(UNIT / 2);
  });
});
