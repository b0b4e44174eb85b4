import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, expect, test } from "vitest";
import { systemClock } from "../../../server/core/clock";
import { openQueryPool } from "../../../server/datasets/engine/open-query-pool";
import { createQueryTables } from "../../../server/datasets/engine/query-tables";
import { executePipeline } from "../../../server/pipelines/execute-pipeline";
import { operators } from "../../../server/pipelines/operators/registry";
import { parsePipeline } from "../../../server/pipelines/parse-pipeline";
import { memoryTable } from "../../../server/pipelines/tables/memory-table";
import type { Row } from "../../../server/pipelines/tables/table";
import { createSandbox } from "../../../server/sandbox/create-sandbox";

const root = mkdtempSync(join(tmpdir(), "signalbox-examples-"));
const sandbox = createSandbox();
afterAll(async () => {
  await sandbox.close();
  rmSync(root, { recursive: true, force: true });
});

const folder = "examples/pipelines";
const data = "node_modules/vega-datasets/data";

/** A public table as the data center gives it to a pipeline. */
function rowsOf(dataset: string): Row[] {
  const file = readdirSync(data).find((name) => name === `${dataset}.json` || name === `${dataset}.csv`);
  if (!file) throw new Error(`vega-datasets has no "${dataset}".`);
  const text = readFileSync(join(data, file), "utf8");
  if (file.endsWith(".json")) return JSON.parse(text);
  const [head, ...lines] = text
    .trim()
    .split("\n")
    .map((line) => line.split(","));
  const value = (cell: string) => (cell !== "" && !Number.isNaN(Number(cell)) ? Number(cell) : cell);
  return lines.map((cells) =>
    Object.fromEntries(head!.map((name, index) => [name.trim(), value(cells[index]?.trim() ?? "")])),
  );
}

/** What each example must come to on the real data. */
const expected: Record<string, (rows: readonly Row[]) => void> = {
  "fuel-economy.yaml"(rows) {
    expect(rows.map((row) => row.origin)).toEqual(["Japan", "Europe", "USA"]);
    expect(rows.reduce((sum, row) => sum + Number(row.far_below_median), 0)).toBeGreaterThan(20);
    expect(rows.reduce((sum, row) => sum + Number(row.cars), 0)).toBe(398);
    expect(rows.find((row) => row.origin === "Japan")).toMatchObject({
      thriftiest: "mazda glc",
      thriftiest_litres: 5,
    });
  },
  "films-worth-a-look.yaml"(rows) {
    expect(rows.length).toBeGreaterThan(20);
    for (const row of rows) expect(Number(row.rating)).toBeGreaterThanOrEqual(7);
    const drama = rows.filter((row) => row.genre === "Drama");
    expect(drama).toHaveLength(3);
  },
  "seattle-seasons.yaml"(rows) {
    expect(rows.map((row) => row.season)).toEqual(["winter", "autumn", "spring", "summer"]);
  },
  "airport-neighbours.yaml"(rows) {
    expect(rows).toHaveLength(40);
    for (const row of rows)
      expect(Object.keys(row)).toEqual(expect.arrayContaining(["state", "iata", "latitude"]));
  },
};

test("every example is listed here", () => {
  expect(readdirSync(folder).sort()).toEqual(Object.keys(expected).sort());
});

test.each(Object.keys(expected))("%s runs on real data", async (file) => {
  const { plan, problems, warnings } = await parsePipeline(
    readFileSync(join(folder, file), "utf8"),
    operators,
    { sandbox },
  );
  expect([problems, warnings]).toEqual([[], []]);
  const inputs = new Map(
    plan!.datasets.flatMap(({ name, source }) =>
      source.kind === "dataset" ? [[name, memoryTable(rowsOf(source.dataset))] as const] : [],
    ),
  );
  const execution = await executePipeline({
    plan: plan!,
    inputs,
    folder: join(root, file),
    attempt: 1,
    fingerprint: file,
    seed: 1,
    signal: new AbortController().signal,
    clock: systemClock,
    sandbox,
    sql: createQueryTables(openQueryPool()),
    loggerFor: () => pino({ level: "silent" }),
    boundary: () => {},
    onStart: () => {},
    onProgress: () => {},
    onFailedRow: () => {},
    onFinish: () => {},
  });
  const rows: Row[] = [];
  for await (const batch of execution.output.batches()) rows.push(...batch);
  expected[file]!(rows);
  await execution.dispose();
});
