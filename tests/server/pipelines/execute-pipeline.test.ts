import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { pino } from "pino";
import { afterAll, describe, expect, test } from "vitest";
import { systemClock } from "../../../server/core/clock";
import { AppError } from "../../../server/core/errors";
import { type ExecuteOptions, executePipeline } from "../../../server/pipelines/execute-pipeline";
import type { Operator } from "../../../server/pipelines/operators/operator";
import { parsePipeline } from "../../../server/pipelines/parse-pipeline";
import { memoryTable } from "../../../server/pipelines/tables/memory-table";
import type { Row, Table } from "../../../server/pipelines/tables/table";
import { deferred } from "./deferred";
import { fakeOperators, noTools } from "./fake-operators";

const root = mkdtempSync(join(tmpdir(), "signalbox-execute-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folders = 0;
const freshFolder = () => join(root, String(folders++));

async function planOf(operations: string[], extra = ""): Promise<ExecuteOptions["plan"]> {
  const names = operations.map((_, index) => `o${index}`);
  const text = `${extra}\noperations:\n${operations.map((operation, index) => `  - {name: o${index}, ${operation}}`).join("\n")}
pipeline: {steps: [{name: s, ${extra ? "input: d, " : ""}operations: [${names.join(", ")}]}]}`;
  const { plan, problems } = await parsePipeline(text, fakeOperators, noTools);
  expect(problems).toEqual([]);
  return plan!;
}

const quiet = pino({ level: "silent" });

function options(
  plan: ExecuteOptions["plan"],
  change: Partial<ExecuteOptions> = {},
): ExecuteOptions & { seen: string[] } {
  const seen: string[] = [];
  return {
    plan,
    inputs: new Map(),
    folder: freshFolder(),
    attempt: 1,
    fingerprint: "f",
    seed: 7,
    signal: new AbortController().signal,
    clock: systemClock,
    sandbox: noTools.sandbox,
    sql: () => Promise.reject(new Error("no SQL in this test")),
    loggerFor: () => quiet,
    onStart: (operation, rowsIn) => seen.push(`start ${operation.position} ${rowsIn}`),
    boundary: () => {},
    onFailedRow: () => {},
    onProgress: () => {},
    onFinish: ({ position }, { counts }, resumed) =>
      seen.push(
        `${resumed ? "resume" : "finish"} ${position} ${counts.in}=${counts.out}+${counts.filtered}+${counts.failed}`,
      ),
    ...change,
    seen,
  };
}

async function rowsOf(table: Table): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const batch of table.batches()) rows.push(...batch);
  return rows;
}

const dataset = "datasets: {d: {type: dataset, dataset: x}}";
const numbers = (count: number) => memoryTable(Array.from({ length: count }, (_, n) => ({ n: n % 5 })));

describe("a run", () => {
  test("counts in = out + filtered + failed, keeps failures, touches no disk otherwise", async () => {
    const plan = await planOf(["type: copy", "type: sieve, key: n, filter: 1, fail: 2"], dataset);
    const run = options(plan, { inputs: new Map([["d", numbers(10)]]) });
    const result = await executePipeline(run);
    expect(run.seen).toEqual(["start 0 10", "finish 0 10=10+0+0", "start 1 10", "finish 1 10=6+2+2"]);
    expect((await rowsOf(result.output)).map((row) => row.n)).toEqual([0, 3, 4, 0, 3, 4]);
    expect(readdirSync(run.folder)).toEqual(["failures.ndjson"]);
    const failures = readFileSync(join(run.folder, "failures.ndjson"), "utf8");
    expect(failures.length).toBe(result.failureBytes);
    expect(
      failures
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { position: 1, step: "s", operation: "o1", index: 2, row: { n: 2 }, reason: "the value is 2" },
      { position: 1, step: "s", operation: "o1", index: 7, row: { n: 2 }, reason: "the value is 2" },
    ]);
  });

  test("without input starts from one empty row and leaves no folder", async () => {
    const run = options(await planOf(["type: copy", "type: copy", "type: copy"]));
    const result = await executePipeline(run);
    expect(await rowsOf(result.output)).toEqual([{}]);
    expect(existsSync(run.folder)).toBe(false);
  });

  test("reads inline rows, and only the first ones with sample", async () => {
    const rows = "datasets: {d: {type: memory, rows: [{n: 1}, {n: 2}, {n: 3}]}}";
    const run = options(await planOf(["type: copy, sample: 2"], rows));
    const result = await executePipeline(run);
    expect(await rowsOf(result.output)).toEqual([{ n: 1 }, { n: 2 }]);
    expect(run.seen[0]).toBe("start 0 2");
  });

  test("gives operations their further tables, and keeps a step's rows for them", async () => {
    const text = `datasets: {d: {type: memory, rows: [{n: 1}]}, e: {type: memory, rows: [{n: 9}]}}
operations: [{name: a, type: copy}, {name: g, type: generate, count: 2}, {name: c, type: concat, tables: [e, s]}]
pipeline: {steps: [{name: s, input: d, operations: [a]}, {name: t, input: s, operations: [g, g, c]}]}`;
    const { plan, problems } = await parsePipeline(text, fakeOperators, noTools);
    expect(problems).toEqual([]);
    const result = await executePipeline(options(plan!, { checkpointAfterMs: 0 }));
    expect((await rowsOf(result.output)).map((row) => row.n)).toEqual([0, 1, 9, 1]);
  });

  test("spills large tables to disk and cleans up", async () => {
    const limits = { memoryRows: 1_500, memoryBytes: 1 << 30, fileBytes: 1 << 30 };
    const run = options(await planOf(["type: generate, count: 5000", "type: copy"]), { limits });
    const result = await executePipeline(run);
    expect(result.output.file?.format).toBe("ndjson");
    expect((await rowsOf(result.output)).map((row) => row.n)).toEqual(
      Array.from({ length: 5000 }, (_, n) => n),
    );
    await result.dispose();
    expect(existsSync(join(run.folder, "scratch"))).toBe(false);
  });

  test("refuses a table that outgrows the disk limit, naming operation and line", async () => {
    const limits = { memoryRows: 10, memoryBytes: 1 << 30, fileBytes: 100_000 };
    const run = options(await planOf(["type: copy", "type: generate, count: 100000, width: 50"]), { limits });
    await expect(executePipeline(run)).rejects.toMatchObject({
      code: "LIMIT_EXCEEDED",
      details: { position: 1, step: "s", operation: "o1", line: 4 },
    });
  });

  test("gives an operator's error its place", async () => {
    const run = options(await planOf(["type: copy", 'type: fail, message: "boom"']));
    await expect(executePipeline(run)).rejects.toMatchObject({
      code: "INTERNAL",
      message: "boom",
      details: { operation: "o1" },
    });
  });

  test("keeps the failed rows of operations before the one that fails", async () => {
    const plan = await planOf(["type: sieve, key: n, fail: 2", 'type: fail, message: "boom"'], dataset);
    const run = options(plan, { inputs: new Map([["d", numbers(10)]]) });
    await expect(executePipeline(run)).rejects.toMatchObject({ message: "boom" });
    expect(readFileSync(join(run.folder, "failures.ndjson"), "utf8").trim().split("\n")).toHaveLength(2);
  });

  test("fails an operator that loses rows", async () => {
    const plan = await planOf(["type: copy"]);
    const leaky = {
      ...plan.operations[0]!,
      operator: { ...plan.operations[0]!.operator, run: async () => undefined },
    };
    await expect(executePipeline(options({ ...plan, operations: [leaky] }))).rejects.toMatchObject({
      code: "INTERNAL",
      message: expect.stringContaining("lost count"),
    });
  });

  test("the same seed gives the same choices", async () => {
    const plan = await planOf(["type: generate, count: 3"]);
    const random = async (seed: number) =>
      (await rowsOf((await executePipeline(options(plan, { seed }))).output)).map((row) => row.random);
    expect(await random(1)).toEqual(await random(1));
    expect(await random(1)).not.toEqual(await random(2));
  });
});

describe("cancelling", () => {
  test("ends at once, even when the operator does not listen", async () => {
    const plan = await planOf(["type: copy"]);
    const deaf = {
      ...plan.operations[0]!,
      operator: { ...plan.operations[0]!.operator, run: () => new Promise<undefined>(() => {}) },
    };
    const controller = new AbortController();
    const work = executePipeline(options({ ...plan, operations: [deaf] }, { signal: controller.signal }));
    controller.abort(new AppError("CANCELLED", "Cancelled by ada."));
    await expect(work).rejects.toMatchObject({ code: "CANCELLED", message: "Cancelled by ada." });
  });

  test("a straggler cannot write any more", async () => {
    const plan = await planOf(["type: copy"]);
    const started = deferred<void>();
    const gate = deferred<void>();
    const late = deferred<unknown>();
    const run: Operator["run"] = async (_config, _input, output) => {
      started.resolve();
      await gate.promise;
      late.resolve(await output.write([{ late: true }]).catch((error: unknown) => error));
      return undefined;
    };
    const straggler = { ...plan.operations[0]!, operator: { ...plan.operations[0]!.operator, run } };
    const controller = new AbortController();
    const work = executePipeline(
      options({ ...plan, operations: [straggler] }, { signal: controller.signal }),
    );
    await started.promise;
    controller.abort(new AppError("CANCELLED", "stop"));
    await expect(work).rejects.toMatchObject({ code: "CANCELLED" });
    gate.resolve();
    expect(await late.promise).toMatchObject({ code: "CANCELLED" });
  });

  test("nothing starts after the signal", async () => {
    const run = options(await planOf(["type: copy"]), {
      signal: AbortSignal.abort(new AppError("CANCELLED", "no")),
    });
    await expect(executePipeline(run)).rejects.toMatchObject({ code: "CANCELLED" });
  });
});

describe("going on after a crash", () => {
  /** Runs until the last operation, which hangs; then leaves everything as a killed process would. */
  async function crash(operations: string[], change: Partial<ExecuteOptions> = {}) {
    const plan = await planOf([...operations, "type: hang"], dataset);
    const controller = new AbortController();
    const reached = deferred();
    const inputs = new Map([["d", numbers(10)]]);
    const run = options(plan, { inputs, checkpointAfterMs: 0, signal: controller.signal, ...change });
    const started = {
      ...run,
      onStart: (operation: { position: number }) =>
        operation.position === operations.length && reached.resolve(),
    } as ExecuteOptions;
    const work = executePipeline(started).catch(() => {});
    await reached.promise;
    // The writer of the hanging operation is empty, so that aborting it removes nothing that a kill would leave.
    controller.abort(new AppError("CANCELLED", "killed"));
    await work;
    const whole = {
      ...plan,
      operations: plan.operations.with(-1, {
        ...plan.operations.at(-1)!,
        operator: plan.operations[0]!.operator,
        config: {},
      }),
    };
    return options(whole, { inputs, folder: run.folder, attempt: 2, checkpointAfterMs: 0 });
  }

  const steps = ["type: copy", "type: sieve, key: n, filter: 1, fail: 2"];

  test("finished operations are not run again, and failures are there once", async () => {
    const again = await crash(steps);
    const result = await executePipeline(again);
    expect(again.seen).toEqual(["resume 0 10=10+0+0", "resume 1 10=6+2+2", "start 2 6", "finish 2 6=6+0+0"]);
    expect((await rowsOf(result.output)).map((row) => row.n)).toEqual([0, 3, 4, 0, 3, 4]);
    expect(readFileSync(join(again.folder, "failures.ndjson"), "utf8").trim().split("\n")).toHaveLength(2);
  });

  test.each([
    ["of another plan or input", (_folder: string) => {}, { fingerprint: "other" }],
    [
      "that is half written",
      (folder: string) => truncateSync(join(folder, "scratch", "checkpoint.json"), 40),
      {},
    ],
    [
      "that is garbage",
      (folder: string) => writeFileSync(join(folder, "scratch", "checkpoint.json"), '{"reports": 3}'),
      {},
    ],
    [
      "whose table is cut",
      (folder: string) => {
        const { tables } = JSON.parse(readFileSync(join(folder, "scratch", "checkpoint.json"), "utf8"));
        truncateSync(tables[1].path, 5);
      },
      {},
    ],
  ])("a checkpoint %s is not used", async (_name, spoil, change) => {
    const again = { ...(await crash(steps)), ...change };
    spoil(again.folder);
    const result = await executePipeline(again);
    expect(again.seen[0]).toBe("start 0 10");
    expect((await rowsOf(result.output)).map((row) => row.n)).toEqual([0, 3, 4, 0, 3, 4]);
    expect(readFileSync(join(again.folder, "failures.ndjson"), "utf8").trim().split("\n")).toHaveLength(2);
  });

  test("cheap work leaves no checkpoint", async () => {
    const again = await crash(steps, { checkpointAfterMs: 60_000 });
    expect(existsSync(join(again.folder, "scratch"))).toBe(false);
    await executePipeline(again);
    expect(again.seen[0]).toBe("start 0 10");
  });

  test("an empty table survives too", async () => {
    const again = await crash(["type: generate, count: 0"]);
    const result = await executePipeline(again);
    expect(again.seen[0]).toBe("resume 0 10=0+0+0");
    expect(await rowsOf(result.output)).toEqual([]);
  });
});

test("any rows come through unchanged, in memory or on disk", async () => {
  const plan = await planOf(["type: copy"], dataset);
  const value = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(fc.string()),
  );
  const row = fc.dictionary(
    fc.string().filter((key) => key !== "__proto__"),
    value,
    { maxKeys: 4, noNullPrototype: true },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { maxLength: 30 }),
      fc.integer({ min: 0, max: 30 }),
      async (rows, memoryRows) => {
        const limits = { memoryRows, memoryBytes: 1 << 20, fileBytes: 1 << 20 };
        const run = options(plan, { inputs: new Map([["d", memoryTable(rows)]]), limits });
        const result = await executePipeline(run);
        expect(result.output.rowCount).toBe(rows.length);
        expect(JSON.stringify(await rowsOf(result.output))).toBe(JSON.stringify(rows));
        expect(result.output.file === null).toBe(rows.length <= memoryRows);
      },
    ),
    { numRuns: 60 },
  );
});
