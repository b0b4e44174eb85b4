import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { operators } from "../../../../server/pipelines/operators/registry";
import { shareSamples } from "../../../../server/pipelines/operators/share-samples";
import { runOperator } from "./run-operator";

const input = Array.from({ length: 3_000 }, (_, n) => ({
  n,
  group: n % 10 === 0 ? "rare" : "common",
  half: n % 2,
}));
const numbers = (rows: readonly object[]) => rows.map((row) => (row as { n: number }).n);
const count = (rows: readonly object[], group: string) =>
  rows.filter((row) => (row as { group: string }).group === group).length;

test("the first rows", async () => {
  const { rows, filtered } = await runOperator("sample", { method: "first", samples: 1_234 }, input);
  expect(rows).toEqual(input.slice(0, 1_234));
  expect(filtered).toBe(1_766);
});

test("any rows: exactly as many, in input order, repeatable by random_state", async () => {
  const config = { method: "uniform", samples: 500, random_state: 42 };
  const { rows } = await runOperator("sample", config, input, { seed: 1 });
  expect(rows).toHaveLength(500);
  expect(numbers(rows)).toEqual([...numbers(rows)].sort((a, b) => a - b));
  expect((await runOperator("sample", config, input, { seed: 2 })).rows).toEqual(rows);
  expect((await runOperator("sample", { ...config, random_state: 43 }, input)).rows).not.toEqual(rows);
});

test("without random_state the run's own seed decides", async () => {
  const config = { method: "uniform", samples: 500 };
  const { rows } = await runOperator("sample", config, input, { seed: 1 });
  expect((await runOperator("sample", config, input, { seed: 2 })).rows).not.toEqual(rows);
});

test("every row has the same chance", async () => {
  const few = input.slice(0, 10);
  const drawn = Array<number>(10).fill(0);
  for (let state = 0; state < 2_000; state++) {
    const { rows } = await runOperator("sample", { method: "uniform", samples: 3, random_state: state }, few);
    for (const n of numbers(rows)) drawn[n]!++;
  }
  for (const times of drawn) expect(Math.abs(times - 600)).toBeLessThan(110);
});

test.each([
  [0.1, 300],
  [0.00001, 1],
  [0.9999, 2_999],
  [5_000, 3_000],
])("%d of 3,000 rows are %d", async (samples, expected) => {
  expect((await runOperator("sample", { method: "uniform", samples }, input)).rows).toHaveLength(expected);
});

describe("groups", () => {
  test("share in proportion", async () => {
    for (const method of ["uniform", "first"]) {
      const { rows } = await runOperator("sample", { method, samples: 100, stratify_key: "group" }, input);
      expect([count(rows, "rare"), count(rows, "common")]).toEqual([10, 90]);
    }
  });

  test("or have so many each", async () => {
    const config = { method: "uniform", samples: 400, stratify_key: ["group"], samples_per_group: true };
    const { rows, filtered } = await runOperator("sample", config, input);
    expect([count(rows, "rare"), count(rows, "common"), filtered]).toEqual([300, 400, 2_300]);
  });

  test("are made by several columns, a missing one counting as null", async () => {
    const config = {
      method: "first",
      samples: 1,
      stratify_key: ["group", "half", "absent"],
      samples_per_group: true,
    };
    expect(numbers((await runOperator("sample", config, input)).rows)).toEqual([0, 1, 2]);
  });

  test("shares add up, never exceed a group, and are fair to one row", () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 300 }), (list, samples) => {
        const total = list.reduce((sum, size) => sum + size, 0);
        const wanted = Math.min(samples, total);
        const quotas = [
          ...shareSamples(new Map(list.map((size, at) => [`${at}`, size])), {
            samples,
            samples_per_group: false,
          }).values(),
        ];
        expect(quotas.reduce((sum, quota) => sum + quota.wanted, 0)).toBe(wanted);
        for (const { wanted: some, left } of quotas) {
          expect(some).toBeLessThanOrEqual(left);
          expect(Math.abs(some - (wanted * left) / total)).toBeLessThan(1);
        }
      }),
    );
  });
});

test.each([
  [{ method: "uniform" }, "samples"],
  [{ method: "uniform", samples: 0 }, "samples"],
  [{ method: "uniform", samples: -1 }, "samples"],
  [{ method: "uniform", samples: 1.5 }, "samples"],
  [{ method: "uniform", samples: 5, samples_per_group: true }, "samples_per_group"],
  [{ method: "uniform", samples: 5, stratify_key: [] }, "stratify_key"],
  [{ method: "top_embedding", samples: 5 }, "method"],
])("%j is refused at its key", (config, key) => {
  const parsed = operators.get("sample").config.safeParse(config);
  expect(parsed.success).toBe(false);
  expect(parsed.error?.issues.map(({ path }) => path[0])).toEqual([key]);
});
