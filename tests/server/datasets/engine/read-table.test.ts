import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeTable } from "../../../../server/datasets/engine/describe-table";
import { type Engine, openEngine } from "../../../../server/datasets/engine/open-engine";
import { readBatches } from "../../../../server/datasets/engine/read-batches";
import { readPage } from "../../../../server/datasets/engine/read-page";

const folder = mkdtempSync(join(tmpdir(), "signalbox-engine-"));
const outside = mkdtempSync(join(tmpdir(), "signalbox-outside-"));
const file = join(folder, "it's.parquet");
const other = join(outside, "secret.parquet");
let engine: Engine;

async function write(path: string, select: string) {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'Asia/Shanghai'");
  await connection.run(`COPY (${select}) TO '${path.replaceAll("'", "''")}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
}

beforeAll(async () => {
  await write(file, "SELECT i AS n, 'row ' || i AS text, i % 2 = 0 AS even FROM range(10000) r(i)");
  await write(other, "SELECT 1 AS secret");
  engine = await openEngine({ memoryMegabytes: 64, threads: 1, folders: [folder] });
});

afterAll(() => {
  engine.close();
  rmSync(folder, { recursive: true });
  rmSync(outside, { recursive: true });
});

describe("pages", () => {
  test("keep the file's order and end with it", async () => {
    const page = await readPage(engine, file, { offset: 9_998, limit: 5 });
    expect(page).toEqual([
      { n: 9_998, text: "row 9998", even: true },
      { n: 9_999, text: "row 9999", even: false },
    ]);
    expect(await readPage(engine, file, { offset: 10_000, limit: 5 })).toEqual([]);
  });

  test("cut long cells when asked, and only those", async () => {
    const long = join(folder, "long.parquet");
    await write(
      long,
      `SELECT repeat('长', 50) AS a, 'short' AS b, json('{"k":"' || repeat('x', 50) || '"}') AS c`,
    );
    const [row] = await readPage(engine, long, { offset: 0, limit: 1, maxCellCharacters: 10 });
    expect(row).toEqual({ a: `${"长".repeat(10)}…`, b: "short", c: '{"k":"xxxx…' });
    const [whole] = await readPage(engine, long, { offset: 0, limit: 1 });
    expect(whole).toEqual({ a: "长".repeat(50), b: "short", c: { k: "x".repeat(50) } });
  });

  test("stop when the reader is gone", async () => {
    await expect(
      readPage(engine, file, { offset: 0, limit: 1 }, AbortSignal.abort(new Error("gone"))),
    ).rejects.toThrow("gone");
  });
});

describe("batches", () => {
  test("bring every row once, in order", async () => {
    const seen: unknown[] = [];
    for await (const batch of readBatches(engine, file)) {
      expect(batch.length).toBeLessThanOrEqual(2_048);
      seen.push(...batch.map((row) => row.n));
    }
    expect(seen).toEqual(Array.from({ length: 10_000 }, (_, index) => index));
  });

  test("can be left early and aborted in between", async () => {
    for await (const _ of readBatches(engine, file)) break;
    const abort = new AbortController();
    const reading = (async () => {
      for await (const _ of readBatches(engine, file, { signal: abort.signal }))
        abort.abort(new Error("enough"));
    })();
    await expect(reading).rejects.toThrow("enough");
  });
});

test("values become plain JSON by the written rules", async () => {
  const values = join(folder, "values.parquet");
  await write(
    values,
    `SELECT 9007199254740991::BIGINT AS safe, 9007199254740993::BIGINT AS big, -9007199254740993::BIGINT AS low,
       1.50::DECIMAL(10,2) AS price, 'NaN'::DOUBLE AS nan, '-Infinity'::DOUBLE AS inf, DATE '0099-02-28' AS day,
       TIMESTAMP '2026-01-31 09:30:00.1204' AS local, TIMESTAMP '1969-12-31 23:59:59.5' AS before,
       TIMESTAMPTZ '2026-01-31 09:30:00+08' AS zoned, TIME '09:30:00' AS clock, 'x'::BLOB AS bytes,
       json('{"__proto__":{"polluted":1},"id":12345678901234567890,"text":"1234567890123456789"}') AS doc,
       [1, NULL, 9007199254740993]::BIGINT[] AS list, {'a': 9007199254740993::BIGINT} AS struct, NULL::VARCHAR AS nothing`,
  );
  const [row] = await readPage(engine, values, { offset: 0, limit: 1 });
  expect(JSON.parse(JSON.stringify(row))).toEqual(
    JSON.parse(`{"safe":9007199254740991,"big":"9007199254740993","low":"-9007199254740993","price":"1.50","nan":"NaN",
      "inf":"-Infinity","day":"0099-02-28","local":"2026-01-31T09:30:00.1204","before":"1969-12-31T23:59:59.5",
      "zoned":"2026-01-31T01:30:00Z","clock":"09:30:00","bytes":"eA==",
      "doc":{"__proto__":{"polluted":1},"id":"12345678901234567890","text":"1234567890123456789"},
      "list":[1,null,"9007199254740993"],"struct":{"a":"9007199254740993"},"nothing":null}`),
  );
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

test("a column called __proto__ stays data", async () => {
  const proto = join(folder, "proto.parquet");
  await write(proto, `SELECT json('{"polluted":1}') AS "__proto__", 2 AS b`);
  const [row] = await readPage(engine, proto, { offset: 0, limit: 1 });
  expect(Object.keys(row!)).toEqual(["__proto__", "b"]);
  expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
});

test("a description comes from the footer", async () => {
  const described = join(folder, "described.parquet");
  await write(described, "SELECT i AS a, nullif(i, 3) AS b, NULL::VARCHAR AS c FROM range(5) r(i)");
  expect(await describeTable(engine, described)).toEqual({
    rowCount: 5,
    columns: [
      { name: "a", type: "BIGINT", nullable: false },
      { name: "b", type: "BIGINT", nullable: true },
      { name: "c", type: "VARCHAR", nullable: true },
    ],
  });
});

describe("an engine is locked in", () => {
  test.each([
    ["files outside", () => `SELECT * FROM read_parquet('${other}')`],
    [
      "files outside by climbing",
      () => `SELECT * FROM read_parquet('${folder}/../${other.split("/").slice(-2).join("/")}')`,
    ],
    ["the process's own files", () => "SELECT * FROM read_text('/proc/self/environ')"],
    ["writing outside", () => `COPY (SELECT 1) TO '${outside}/out.parquet'`],
    ["listing folders", () => "SELECT * FROM glob('/etc/*')"],
    ["the network", () => "SELECT * FROM read_csv('https://example.com/a.csv')"],
    ["extensions", () => "INSTALL httpfs"],
    ["other databases", () => `ATTACH '${outside}/x.db'`],
    ["its own settings", () => "SET enable_external_access = true"],
    ["more memory", () => "SET memory_limit = '8GB'"],
  ])("against %s", async (_, statement) => {
    const connection = await engine.connect();
    await expect(connection.run(statement())).rejects.toThrow(/disabled|locked|Permission|configuration/i);
    connection.closeSync();
  });
});
