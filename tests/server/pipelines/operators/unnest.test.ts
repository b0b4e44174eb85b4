import { expect, test } from "vitest";
import type { Row } from "../../../../server/pipelines/tables/table";
import { runOperator } from "./run-operator";

const run = (rows: readonly Row[], config: object = {}) =>
  runOperator("unnest", { unnest_key: "v", ...config }, rows);

test("a list becomes rows that repeat the other columns, in order and in place", async () => {
  const { rows } = await run([
    { id: 1, v: ["a", "b"], end: true },
    { id: 2, v: ["c"], end: false },
  ]);
  expect(rows).toEqual([
    { id: 1, v: "a", end: true },
    { id: 1, v: "b", end: true },
    { id: 2, v: "c", end: false },
  ]);
  expect(Object.keys(rows[0]!)).toEqual(["id", "v", "end"]);
});

test("an object's fields become columns beside it", async () => {
  expect((await run([{ id: 1, v: { a: 1, b: 2 } }])).rows).toEqual([
    { id: 1, v: { a: 1, b: 2 }, a: 1, b: 2 },
  ]);
});

test("expand_fields names the columns; what the object lacks is null", async () => {
  const { rows } = await run([{ id: 1, v: { a: 1, b: 2 } }], { expand_fields: ["b", "constructor"] });
  expect(rows).toEqual([{ id: 1, v: { a: 1, b: 2 }, b: 2, constructor: null }]);
});

test.each([[[]], [null]])("%j is filtered, or kept as null", async (empty) => {
  const input = [
    { id: 1, v: empty },
    { id: 2, v: [9] },
  ];
  const dropped = await run(input);
  expect(dropped.rows).toEqual([{ id: 2, v: 9 }]);
  expect(dropped.filtered).toBe(1);
  const kept = await run(input, { keep_empty: true });
  expect(kept.rows).toEqual([
    { id: 1, v: null },
    { id: 2, v: 9 },
  ]);
  expect(kept.filtered).toBe(0);
});

test.each([
  [{ id: 1, v: "text" }, '"v" is a string, neither a list nor an object'],
  [{ id: 1, v: 0 }, '"v" is a number, neither a list nor an object'],
  [{ id: 1 }, 'has no column "v"; there is id'],
  [{}, 'has no column "v"; there is none'],
])("%j fails", async (row, reason) => {
  const { rows, failed } = await run([{ v: [1] }, row, { v: [2] }]);
  expect(rows).toEqual([{ v: 1 }, { v: 2 }]);
  expect(failed).toEqual([{ index: 1, row, reason }]);
});

test("without recursive, only the outermost list is opened", async () => {
  expect((await run([{ v: [[1], { a: 2 }] }])).rows).toEqual([{ v: [1] }, { v: { a: 2 } }]);
});

test("recursive goes to the bottom, or as deep as depth says", async () => {
  const input = [{ v: [1, [2, [3, []]], { a: 4 }] }];
  expect((await run(input, { recursive: true })).rows).toEqual([
    { v: 1 },
    { v: 2 },
    { v: 3 },
    { v: { a: 4 }, a: 4 },
  ]);
  expect((await run(input, { recursive: true, depth: 2 })).rows).toEqual([
    { v: 1 },
    { v: 2 },
    { v: [3, []] },
    { v: { a: 4 }, a: 4 },
  ]);
});

test("a list of lists of nothing is filtered like an empty one", async () => {
  const nothing = await run([{ v: [[], []] }], { recursive: true });
  expect(nothing).toMatchObject({ rows: [], filtered: 1 });
});

test("one row may become very many", async () => {
  const { rows } = await run([{ id: 7, v: Array.from({ length: 100_000 }, (_, n) => n) }]);
  expect(rows).toHaveLength(100_000);
  expect(rows.at(-1)).toEqual({ id: 7, v: 99_999 });
});
