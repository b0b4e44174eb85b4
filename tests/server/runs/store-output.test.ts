import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { ColumnInference } from "../../../server/runs/infer-columns";
import { readRowFile, writeRowFile } from "../../../server/runs/row-file";
import { INLINE_BYTES, outputPath, storeOutput } from "../../../server/runs/store-output";

const root = mkdtempSync(join(tmpdir(), "signalbox-output-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folders = 0;
const freshFolder = () => join(root, `${folders++}`);
const never = new AbortController().signal;

const table = (rows: Record<string, unknown>[], batch = 500) => ({
  rowCount: rows.length,
  async *batches() {
    for (let from = 0; from < rows.length; from += batch) yield rows.slice(from, from + batch);
  },
});

test("a small result is text, and touches no disk", async () => {
  const folder = freshFolder();
  const stored = await storeOutput(folder, table([{ a: 1 }, { a: null, b: "x" }]), never);
  expect(stored).toEqual({
    columns: [
      { name: "a", type: "number" },
      { name: "b", type: "text" },
    ],
    rows: 2,
    bytes: 27,
    inline: '{"a":1}\n{"a":null,"b":"x"}\n',
  });
  expect(existsSync(folder)).toBe(false);
});

test.each([
  ["many rows", Array.from({ length: 5_000 }, (_, n) => ({ n }))],
  ["few long rows", [{ text: "x".repeat(INLINE_BYTES) }, { text: "é" }]],
])("a large result is an indexed file: %s", async (_name, rows) => {
  const folder = freshFolder();
  const stored = await storeOutput(folder, table(rows), never);
  expect(stored).toMatchObject({ rows: rows.length, inline: null });
  expect(readdirSync(folder).sort()).toEqual(["output.ndjson", "output.ndjson.index"]);
  expect(await readRowFile(outputPath(folder), 0, 10_000)).toEqual(rows);
});

test("an aborted result leaves no whole file", async () => {
  const folder = freshFolder();
  const reason = new Error("stop");
  await expect(
    storeOutput(folder, table(Array.from({ length: 900 }, (_, n) => ({ n }))), AbortSignal.abort(reason)),
  ).rejects.toBe(reason);
  expect(existsSync(outputPath(folder))).toBe(false);
});

test("any page of any file is the slice of its rows", async () => {
  const path = join(root, "pages.ndjson");
  const rows = Array.from({ length: 3_210 }, (_, n) => ({ n, text: "ü".repeat(n % 7) }));
  await writeRowFile(path, table(rows, 777).batches());
  await fc.assert(
    fc.asyncProperty(fc.nat(4_000), fc.integer({ min: 1, max: 1_500 }), async (offset, limit) => {
      expect(await readRowFile(path, offset, limit)).toEqual(rows.slice(offset, offset + limit));
    }),
    { numRuns: 60 },
  );
});

test("an empty file has empty pages", async () => {
  const path = join(root, "empty.ndjson");
  await writeRowFile(path, table([]).batches());
  expect(await readRowFile(path, 0, 10)).toEqual([]);
});

test("columns: first appearance orders, nulls do not decide, differing kinds are mixed", () => {
  const inferred = new ColumnInference();
  inferred.add([
    { a: null, b: 1, c: [1] },
    { d: { x: 1 }, b: "one" },
  ]);
  inferred.add([{ a: true, e: null, c: null }]);
  expect(inferred.columns()).toEqual([
    { name: "a", type: "boolean" },
    { name: "b", type: "mixed" },
    { name: "c", type: "list" },
    { name: "d", type: "object" },
    { name: "e", type: "null" },
  ]);
});
