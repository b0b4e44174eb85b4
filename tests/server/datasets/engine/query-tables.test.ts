import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openQueryPool } from "../../../../server/datasets/engine/open-query-pool";
import {
  createQueryTables,
  type QueryRequest,
  type TableSource,
} from "../../../../server/datasets/engine/query-tables";

let folder = "";
let files = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "query-tables-"));
});
const pool = openQueryPool();
afterAll(async () => {
  pool.close();
  await rm(folder, { recursive: true, force: true });
});

const queryTables = createQueryTables(pool);
const rowsOf = (rows: readonly object[]): TableSource => ({
  async *batches() {
    yield rows;
  },
});

async function query(
  sql: string,
  rows: readonly object[] | TableSource = [],
  more: Partial<QueryRequest> = {},
) {
  const outputFile = join(folder, `${++files}.ndjson`);
  const input = "batches" in rows || "file" in rows ? rows : rowsOf(rows as readonly object[]);
  const signal = new AbortController().signal;
  const result = await queryTables({ sql, tables: { input }, outputFile, signal, ...more });
  const text = await readFile(outputFile, "utf8");
  const found = text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  expect(result.rowCount).toBe(found.length);
  return { rows: found, columns: result.columns };
}

describe("what comes out", () => {
  test("rows in the order the query asks for, with their columns", async () => {
    const input = Array.from({ length: 5_000 }, (_, n) => ({ n, odd: n % 2 === 1 }));
    const { rows, columns } = await query("SELECT n, odd FROM input WHERE odd ORDER BY n DESC;", input);
    expect(rows).toEqual(input.filter(({ odd }) => odd).reverse());
    expect(columns).toEqual([
      { name: "n", type: "BIGINT" },
      { name: "odd", type: "BOOLEAN" },
    ]);
  });

  test("texts that look like dates, times and ids stay texts", async () => {
    const row = {
      d: "2024-01-01",
      t: "2024-01-01T10:00:00Z",
      h: "1:2",
      u: "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11",
      z: "007",
    };
    expect((await query("FROM input", [row])).rows).toEqual([row]);
  });

  test("a row that passes through does not change", async () => {
    const cell = fc.oneof(fc.string(), fc.constantFrom("NaN", "null", "1e5", "2020-01-01", "😀"));
    const row = fc.record({
      text: cell,
      whole: fc.maxSafeInteger(),
      real: fc.double({ noNaN: true, noDefaultInfinity: true }),
      flag: fc.boolean(),
      list: fc.array(cell),
      "odd \"name'": cell,
      中文: cell,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 20 }), async (rows) => {
        const plain = JSON.parse(JSON.stringify(rows));
        expect((await query("FROM input", plain)).rows).toEqual(plain);
      }),
      { numRuns: 25 },
    );
  });

  test("what JSON has no word for becomes text or null", async () => {
    const sql = `SELECT 'nan'::DOUBLE AS nan, '-inf'::FLOAT AS low, ['inf'::DOUBLE, 1] AS list, 12345678901234567890::HUGEINT AS big,
      9007199254740993 AS past, 1.10 AS price, 12345678901234567890.123456789 AS exact,
      TIMESTAMP '2020-01-02 03:04:05.5' AS local, TIMESTAMPTZ '2020-01-02 03:04:05+02' AS zoned, DATE '2020-01-02' AS day`;
    expect((await query(sql)).rows).toEqual([
      {
        nan: "NaN",
        low: "-Infinity",
        list: [null, 1],
        big: "12345678901234567890",
        past: "9007199254740993",
        price: 1.1,
        exact: "12345678901234567890.123456789",
        local: "2020-01-02T03:04:05.5",
        zoned: "2020-01-02T01:04:05Z",
        day: "2020-01-02",
      },
    ]);
  });

  test("a number beyond the largest is an infinity, and a text about one stays a text", async () => {
    const { rows } = await query(`SELECT 1e400 AS high, -1e400 AS low, '"value":Infinity}' AS text`);
    expect(rows).toEqual([{ high: "Infinity", low: "-Infinity", text: '"value":Infinity}' }]);
  });

  test("columns of one name are told apart, and __proto__ is a name like any other", async () => {
    expect((await query("SELECT a, a FROM input", [{ a: 1 }])).rows).toEqual([{ a: 1, a_1: 1 }]);
    const [row] = (await query("FROM input", [JSON.parse('{"__proto__": 1, "b": 2}')])).rows;
    expect(Object.entries(row)).toEqual([
      ["__proto__", 1],
      ["b", 2],
    ]);
  });

  test("lists and objects can be reached into", async () => {
    const input = [
      { tags: ["a", "b"], who: { name: "Ada" } },
      { tags: [], who: { name: "Bo", age: 3 } },
    ];
    const { rows } = await query("SELECT who.name, len(tags) AS tags, who.age FROM input", input);
    expect(rows).toEqual([
      { name: "Ada", tags: 2, age: null },
      { name: "Bo", tags: 0, age: 3 },
    ]);
  });

  test("an empty table can be asked what needs no column of it", async () => {
    expect((await query("SELECT count(*) AS n FROM input", [])).rows).toEqual([{ n: 0 }]);
  });

  test("one empty row is a row without columns to ask for", async () => {
    expect((await query("SELECT 6 * 7 AS answer", [{}])).rows).toEqual([{ answer: 42 }]);
    expect((await query("SELECT 6 * 7 AS answer FROM input", [{}])).rows).toEqual([{ answer: 42 }]);
  });

  test("values of several kinds in one column, and keys that differ by row, stay what they are", async () => {
    const input = [
      { id: 1, v: 1, deep: { a: [1, "x"] } },
      { id: 2, v: "s", w: [] },
      { id: 3, v: { a: true }, deep: { b: {} } },
    ];
    const { rows } = await query("SELECT id, v, w, deep.a AS a, deep.b AS b FROM input ORDER BY id", input);
    expect(rows).toEqual([
      { id: 1, v: 1, w: null, a: [1, "x"], b: null },
      { id: 2, v: "s", w: [], a: null, b: null },
      { id: 3, v: { a: true }, w: null, a: null, b: {} },
    ]);
  });

  test("it reads files, and leaves nothing behind but the result", async () => {
    const path = join(folder, "source.ndjson");
    await writeFile(path, '{"a":1}\n{"a":2}\n');
    expect((await query("SELECT sum(a) AS a FROM input", { file: { path, format: "ndjson" } })).rows).toEqual(
      [{ a: 3 }],
    );
    await query("SELECT 1 AS one FROM input", [{ a: 1 }]);
    await expect(query("SELECT a::INT FROM input", [{ a: "x" }])).rejects.toThrow();
    const left = (await readdir(folder)).filter((name) => !/^(\d+|source)\.ndjson$/.test(name));
    expect(left).toEqual([]);
  });
});

describe("what is refused", () => {
  test.each([
    ["SELECT * FROM read_text('/etc/passwd')", "sql-function"],
    ["SELECT * FROM '/etc/passwd'", "sql-table"],
    ["FROM read_csv_auto('/etc/passwd')", "sql-function"],
    ["SELECT (SELECT content FROM read_blob('/proc/self/environ')) FROM input", "sql-function"],
    ["SELECT * FROM glob('/*')", "sql-function"],
    ["SELECT * FROM duckdb_settings()", "sql-function"],
    ["SELECT * FROM pg_catalog.pg_settings", "sql-table"],
    ["SELECT * FROM information_schema.tables", "sql-table"],
    ["SELECT * FROM query('SELECT 1')", "sql-function"],
    ["SELECT current_setting('temp_directory')", "sql-function"],
    ["SELECT getenv('HOME')", "sql-function"],
    ["SELECT current_query()", "sql-function"],
    ["SELECT write_log('x')", "sql-function"],
    ["COPY input TO '/tmp/stolen.csv'", "sql-statement"],
    ["ATTACH '/tmp/other.db'", "sql-statement"],
    ["INSTALL httpfs", "sql-statement"],
    ["SET lock_configuration = false", "sql-statement"],
    ["PRAGMA database_list", "sql-statement"],
    ["CREATE TABLE t (a INT)", "sql-statement"],
    ["SELECT 1; COPY input TO '/tmp/stolen.csv'", "sql-statement"],
    ["SELECT 1) TO '/tmp/stolen.json'; --", "sql-syntax"],
    ["SELECT 1 /*", "sql-syntax"],
    ["", "sql-statement"],
  ])("%s", async (sql, code) => {
    await expect(query(sql, [{ a: 1 }])).rejects.toMatchObject({
      code: "BAD_USER_INPUT",
      problems: [{ code }],
    });
  });

  test("a table's name is only a name", async () => {
    const other = { tables: { input: rowsOf([{ a: 1 }]), "/etc/passwd": rowsOf([{ harmless: true }]) } };
    expect((await query("FROM '/etc/passwd'", [], other)).rows).toEqual([{ harmless: true }]);
  });

  test("errors that only running shows have their place", async () => {
    await expect(query("SELECT\n  '中文', missing\nFROM input", [{ a: 1 }])).rejects.toMatchObject({
      problems: [
        { code: "sql-binding", line: 2, column: 9, message: expect.stringContaining('"missing" not found') },
      ],
    });
    await expect(query("SELECT a::INT FROM input", [{ a: "x" }])).rejects.toMatchObject({
      problems: [{ code: "sql-failed", message: expect.stringContaining("Could not convert") }],
    });
  });
});

describe("what takes too long or too much", () => {
  const endless = "SELECT count(*) FROM range(100000000000) a, range(1000) b";

  test("is stopped by the signal", async () => {
    const started = performance.now();
    const stopped = query(endless, [], { signal: AbortSignal.timeout(100) });
    await expect(stopped).rejects.toMatchObject({ code: "CANCELLED" });
    expect(performance.now() - started).toBeLessThan(1_500);
  });

  test("is stopped by its time", async () => {
    await expect(query(endless, [], { timeoutMs: 100 })).rejects.toMatchObject({ code: "TIMED_OUT" });
  });

  test("is stopped by its memory and disk", async () => {
    const small = createQueryTables(pool, { memoryMegabytes: 60, scratchMegabytes: 20 });
    const sql = "SELECT range AS n, repeat('x', 500) || range AS text FROM range(1000000) ORDER BY text";
    const outputFile = join(folder, "large.ndjson");
    const request = { sql, tables: {}, outputFile, signal: new AbortController().signal };
    await expect(small(request)).rejects.toMatchObject({ code: "LIMIT_EXCEEDED" });
    expect(await readdir(folder)).not.toContain("large.ndjson");
  });

  test("is stopped by what it makes outside of the engine's own memory, and leaves nothing running", async () => {
    const small = createQueryTables(pool, { memoryMegabytes: 100 });
    const outputFile = join(folder, "list.ndjson");
    const request = { sql: "SELECT len(range(2000000000)) AS n", tables: {}, outputFile, signal: never() };
    await expect(small(request)).rejects.toMatchObject({ code: "LIMIT_EXCEEDED" });
    expect((await query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  });

  test("is stopped by the size of its result", async () => {
    const small = createQueryTables(pool, { outputMegabytes: 1 });
    const outputFile = join(folder, "long.ndjson");
    const request = { sql: "SELECT * FROM range(100000000000)", tables: {}, outputFile, signal: never() };
    await expect(small(request)).rejects.toMatchObject({
      code: "LIMIT_EXCEEDED",
      message: expect.stringContaining("larger than 1 MB"),
    });
    expect(await readdir(folder)).not.toContain("long.ndjson");
  });

  test("is stopped by the signal inside one value, which the engine does not interrupt", async () => {
    const started = performance.now();
    const stopped = query("SELECT sleep_ms(60000)", [], { signal: AbortSignal.timeout(1_000) });
    await expect(stopped).rejects.toMatchObject({ code: "CANCELLED" });
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(queryProcesses()).toBe(0);
  });
});

const never = () => new AbortController().signal;

/** Processes of this test's pool that work or wait for work. */
const queryProcesses = () =>
  execFileSync("ps", ["--ppid", String(process.pid), "-o", "args="], { encoding: "utf8" })
    .split("\n")
    .filter((line) => line.includes("query.worker")).length;
