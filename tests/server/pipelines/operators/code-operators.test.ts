import { readdir } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { memoryTable } from "../../../../server/pipelines/tables/memory-table";
import type { Row } from "../../../../server/pipelines/tables/table";
import { runOperator } from "./run-operator";

const staff: Row[] = [
  { name: "Ada", team: "x", pay: 3 },
  { name: "Bo", team: "y", pay: 5 },
  { name: "Cy", team: "x", pay: 4 },
  { name: "Di", team: null, pay: 1 },
  { name: "Ed", pay: 2 },
];

describe("code_map", () => {
  test("merges what the function returns into the row, new columns last", async () => {
    const { rows } = await runOperator(
      "code_map",
      { code: "const transform = ({ pay }) => ({ pay: pay * 2, rich: pay > 3 })" },
      staff.slice(0, 2),
    );
    expect(rows).toEqual([
      { name: "Ada", team: "x", pay: 6, rich: false },
      { name: "Bo", team: "y", pay: 10, rich: true },
    ]);
    expect(Object.keys(rows[0]!)).toEqual(["name", "team", "pay", "rich"]);
  });

  test("drops columns after the merge", async () => {
    const config = {
      code: "const transform = () => ({ help: 1, kept: 2 })",
      drop_keys: ["help", "pay", "absent"],
    };
    expect((await runOperator("code_map", config, staff.slice(0, 1))).rows).toEqual([
      { name: "Ada", team: "x", kept: 2 },
    ]);
  });

  test("takes the first rows up to the limit and counts the others as filtered", async () => {
    const { rows, filtered } = await runOperator(
      "code_map",
      { code: "const transform = () => ({})", limit: 2 },
      staff,
    );
    expect(rows).toEqual(staff.slice(0, 2));
    expect(filtered).toBe(3);
  });

  test.each([
    ["throw new Error('bad pay')", "Error: bad pay (line 3, column"],
    ["return 5", "transform returned a number instead of an object"],
    ["return [doc]", "transform returned a list instead of an object"],
    ["return null", "transform returned null instead of an object"],
    ["", "transform returned nothing instead of an object"],
  ])("a row that meets `%s` fails with its reason, its place and itself", async (statement, reason) => {
    const code = `function transform(doc) {\n  if (doc.name !== "Bo") return {};\n  ${statement}\n}`;
    const { rows, failed } = await runOperator("code_map", { code }, staff);
    expect(rows.map(({ name }) => name)).toEqual(["Ada", "Cy", "Di", "Ed"]);
    expect(failed).toEqual([{ index: 1, row: staff[1], reason: expect.stringContaining(reason) }]);
  });

  test("failing rows keep their number beyond the first batch", async () => {
    const input = Array.from({ length: 3_000 }, (_, n) => ({ n }));
    const code = "function transform({ n }) { if (n === 2718) throw new Error(); return {} }";
    expect((await runOperator("code_map", { code }, input)).failed).toEqual([
      expect.objectContaining({ index: 2718, row: { n: 2718 } }),
    ]);
  });

  test("writes what the code logs to the run's log", async () => {
    const code = "function transform({ name }) { console.log('at', name); return {} }";
    expect((await runOperator("code_map", { code }, staff.slice(0, 2))).logs).toEqual(["at Ada", "at Bo"]);
  });
});

describe("code_filter", () => {
  test("keeps, filters and fails", async () => {
    const code = "function transform({ pay, team }) { return team === undefined ? 'no' : pay > 3 }";
    const { rows, filtered, failed } = await runOperator("code_filter", { code }, staff);
    expect(rows).toEqual([staff[1], staff[2]]);
    expect(filtered).toBe(2);
    expect(failed).toEqual([
      { index: 4, row: staff[4], reason: "transform returned a string instead of true or false" },
    ]);
  });

  test("stops when the limit is kept: what comes later is filtered, whatever the code would say", async () => {
    const code = "function transform({ pay }) { if (pay === 1) throw new Error(); return true }";
    const { rows, filtered, failed } = await runOperator("code_filter", { code, limit: 3 }, staff);
    expect(rows).toEqual(staff.slice(0, 3));
    expect({ filtered, failed }).toEqual({ filtered: 2, failed: [] });
  });

  test("a limit beyond one batch holds", async () => {
    const input = Array.from({ length: 4_000 }, (_, n) => ({ n }));
    const { rows, filtered } = await runOperator(
      "code_filter",
      { code: "const transform = ({ n }) => n % 2 === 0", limit: 1_500 },
      input,
    );
    expect(rows).toHaveLength(1_500);
    expect(rows.at(-1)).toEqual({ n: 2_998 });
    expect(filtered).toBe(2_500);
  });
});

describe("code_reduce", () => {
  const sum =
    "const transform = (docs) => ({ pay: docs.reduce((sum, { pay }) => sum + pay, 0), names: docs.map(({ name }) => name).join('') })";

  test("makes one row a group, in the order of the groups' first rows", async () => {
    const { rows, failed } = await runOperator("code_reduce", { code: sum, reduce_key: "team" }, staff);
    expect(rows).toEqual([
      { team: "x", pay: 7, names: "AdaCy", _counts_prereduce_op: 2 },
      { team: "y", pay: 5, names: "Bo", _counts_prereduce_op: 1 },
      { team: null, pay: 1, names: "Di", _counts_prereduce_op: 1 },
    ]);
    expect(failed).toEqual([{ index: 4, row: staff[4], reason: 'has no column "team"; there is name, pay' }]);
  });

  test("takes all rows as one group by default", async () => {
    const { rows } = await runOperator("code_reduce", { code: sum }, staff);
    expect(rows).toEqual([{ pay: 15, names: "AdaBoCyDiEd", _counts_prereduce_op: 5 }]);
  });

  test("groups by several columns, and 1 is not '1'", async () => {
    const input = [
      { a: 1, b: 1 },
      { a: "1", b: 1 },
      { a: 1, b: 2 },
      { a: 1, b: 1 },
    ];
    const { rows } = await runOperator(
      "code_reduce",
      { code: "const transform = () => ({})", reduce_key: ["a", "b"] },
      input,
    );
    expect(rows).toEqual([
      { a: 1, b: 1, _counts_prereduce_op: 2 },
      { a: "1", b: 1, _counts_prereduce_op: 1 },
      { a: 1, b: 2, _counts_prereduce_op: 1 },
    ]);
  });

  test("passes the other columns of the first row through, where the function gave none", async () => {
    const config = { code: "const transform = () => ({ pay: 0 })", reduce_key: "team", pass_through: true };
    const { rows } = await runOperator("code_reduce", config, staff.slice(0, 1));
    expect(rows).toEqual([{ team: "x", name: "Ada", pay: 0, _counts_prereduce_op: 1 }]);
  });

  test("a limit takes the smallest groups, still in input order, and filters the rows of the others", async () => {
    const config = { code: "const transform = () => ({})", reduce_key: "team", limit: 2 };
    for (const asFile of [false, true]) {
      const { rows, filtered } = await runOperator("code_reduce", config, staff.slice(0, 4), { asFile });
      expect(rows.map(({ team }) => team)).toEqual(["y", null]);
      expect(filtered).toBe(2);
    }
  });

  test("all rows of a group fail when the function does", async () => {
    const code = "function transform(docs) { if (docs.length > 1) throw new Error('crowd'); return {} }";
    const { rows, failed } = await runOperator(
      "code_reduce",
      { code, reduce_key: "team" },
      staff.slice(0, 4),
    );
    expect(rows.map(({ team }) => team)).toEqual(["y", null]);
    expect(failed.map(({ index, reason }) => [index, reason.slice(0, 12)])).toEqual([
      [0, "Error: crowd"],
      [2, "Error: crowd"],
    ]);
  });

  test("a large table is grouped on disk, exactly as in memory, and leaves only its output", async () => {
    const input = Array.from({ length: 30_000 }, (_, n) => ({
      n,
      key: [n % 1_000, `k${n % 3}`],
      odd: n % 2 ? "2020-01-01" : 1e300,
      deep: { a: [n, null] },
    }));
    const code =
      "const transform = (docs) => ({ first: docs[0], last: docs.at(-1), sorted: docs.every((d, i) => i === 0 || d.n > docs[i - 1].n) })";
    const config = { code, reduce_key: "key" };
    const { rows, scratchFolder, failed } = await runOperator("code_reduce", config, memoryTable(input));
    expect(failed).toEqual([]);
    expect(rows).toHaveLength(3_000);
    for (const [at, row] of rows.entries()) {
      expect(row).toMatchObject({
        first: input[at],
        key: input[at]!.key,
        sorted: true,
        last: input[27_000 + at],
        _counts_prereduce_op: 10,
      });
    }
    expect(await readdir(scratchFolder)).toEqual([]);
  });

  test.each([false, true])(
    "a group that is too large for one call is refused clearly (on disk: %s)",
    async (asFile) => {
      const input = Array.from({ length: 30 }, () => ({ text: "x".repeat(1e6) }));
      const run = runOperator("code_reduce", { code: "const transform = () => ({})" }, input, { asFile });
      await expect(run).rejects.toMatchObject({
        code: "LIMIT_EXCEEDED",
        message: expect.stringContaining("24 MB"),
      });
    },
  );
});

test("code that breaks its engine on each row ends the operation, not the server", async () => {
  const input = Array.from({ length: 100 }, (_, n) => ({ n }));
  const run = runOperator("code_map", { code: "const transform = () => transform() + 1" }, input);
  await expect(run).rejects.toMatchObject({
    code: "LIMIT_EXCEEDED",
    message: expect.stringContaining("stack overflow"),
  });
});

test("a table in a file streams: 200,000 rows take no more memory than one batch needs", async () => {
  const batch = Array.from({ length: 1_000 }, (_, n) => ({ n, text: "x".repeat(200) }));
  const input = {
    rowCount: 200_000,
    file: null,
    async *batches() {
      for (let at = 0; at < 200; at++) yield structuredClone(batch);
    },
  };
  const before = process.memoryUsage().heapUsed;
  const { output } = await runOperator(
    "code_map",
    { code: "const transform = ({ n }) => ({ m: n + 1 })" },
    input,
    { leaveRows: true },
  );
  expect(output.rowCount).toBe(200_000);
  expect(output.file?.format).toBe("ndjson");
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(150e6);
}, 60_000);
