import { readdir } from "node:fs/promises";
import { expect, test } from "vitest";
import { memoryTable } from "../../../../server/pipelines/tables/memory-table";
import { runOperator } from "./run-operator";

const staff = [
  { name: "Ada", team: "x", pay: 3 },
  { name: "Bo", team: "y", pay: 5 },
  { name: "Cy", team: "x", pay: 4 },
];

test("a query over the rows that come in", async () => {
  const query =
    "SELECT team, sum(pay) AS pay, list(name ORDER BY name) AS names FROM input GROUP BY team ORDER BY team";
  for (const asFile of [false, true]) {
    expect((await runOperator("sql", { query }, staff, { asFile })).rows).toEqual([
      { team: "x", pay: 7, names: ["Ada", "Cy"] },
      { team: "y", pay: 5, names: ["Bo"] },
    ]);
  }
});

test("its own file is all it leaves", async () => {
  const { scratchFolder, output } = await runOperator("sql", { query: "FROM input" }, staff);
  expect(await readdir(scratchFolder)).toHaveLength(1);
  expect(output.file?.format).toBe("ndjson");
});

test("no rows in, no rows out, said in the log when the query names columns that nobody knows", async () => {
  const { rows, logs } = await runOperator("sql", { query: "SELECT pay FROM input WHERE pay > 3" }, []);
  expect(rows).toEqual([]);
  expect(logs).toEqual([expect.stringContaining("No rows came in")]);
  expect((await runOperator("sql", { query: "SELECT count(*) AS n FROM input" }, [])).rows).toEqual([
    { n: 0 },
  ]);
});

test("a column that is not there is an error with its place", async () => {
  await expect(
    runOperator("sql", { query: "SELECT name,\n       wage FROM input" }, staff),
  ).rejects.toMatchObject({
    code: "BAD_USER_INPUT",
    problems: [{ line: 2, column: 8 }],
  });
});

test("further tables are joined by name, in memory or on disk", async () => {
  const tables = {
    prices: memoryTable([
      { kind: "a", price: 2 },
      { kind: "b", price: 3 },
    ]),
    "last-year": memoryTable([{ kind: "a", price: 1 }]),
  };
  const query = `SELECT input.id, prices.price - coalesce(l.price, 0) AS rise FROM input
    JOIN prices USING (kind) LEFT JOIN "last-year" l USING (kind) ORDER BY id`;
  const input = [
    { id: 1, kind: "b" },
    { id: 2, kind: "a" },
  ];
  for (const asFile of [false, true]) {
    const { rows } = await runOperator("sql", { query, tables: Object.keys(tables) }, input, {
      tables,
      asFile,
    });
    expect(rows).toEqual([
      { id: 1, rise: 3 },
      { id: 2, rise: 1 },
    ]);
  }
});
