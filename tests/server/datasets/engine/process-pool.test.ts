import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { ImportPool, ImportTask } from "../../../../server/datasets/engine/import-task";
import { ProcessPool } from "../../../../server/datasets/engine/process-pool";
import { datasetFormats } from "../../../../server/datasets/formats/formats";
import { defaultImportLimits } from "../../../../server/datasets/import-limits";

const folder = mkdtempSync(join(tmpdir(), "signalbox-pool-"));
const pools: ImportPool[] = [];
let count = 0;

afterAll(() => {
  for (const pool of pools) pool.close();
  rmSync(folder, { recursive: true, force: true });
});

function newPool(size: number, idleMillis = 60_000): ImportPool {
  const worker = new URL("../../../../server/datasets/engine/import.worker.ts", import.meta.url);
  const pool: ImportPool = new ProcessPool({ worker, size, idleMillis });
  pools.push(pool);
  return pool;
}

function task(content: string): ImportTask {
  const scratchFolder = join(folder, String(count++));
  mkdirSync(scratchFolder);
  const rawFile = join(scratchFolder, "raw");
  writeFileSync(rawFile, content);
  const options = datasetFormats.get("csv").options.parse({});
  return { kind: "import", format: "csv", options, rawFile, scratchFolder, limits: defaultImportLimits };
}

const children = () =>
  execFileSync("ps", ["--ppid", String(process.pid), "-o", "pid=,args="], { encoding: "utf8" })
    .split("\n")
    .filter((line) => line.includes("import.worker")).length;

const big = `n,text\n${Array.from({ length: 700_000 }, (_, index) => `${index},row ${index}`).join("\n")}\n`;

describe("the pool", () => {
  test("reads files, one process after the other's work, and keeps the process for the next", async () => {
    const pool = newPool(1);
    const results = await Promise.all(
      ["a\n1\n", "a\n1\n2\n", "a\n1\n2\n3\n"].map((text) => pool.run(task(text))),
    );
    expect(results.map(({ rowCount }) => rowCount)).toEqual([1, 2, 3]);
    expect(children()).toBe(1);
    pool.close();
  });

  test("hands on a format's error with its problems", async () => {
    const pool = newPool(1);
    await expect(pool.run(task('a,b\n1,"x\n2,3\n'))).rejects.toMatchObject({
      isAppError: true,
      code: "BAD_USER_INPUT",
      problems: [{ line: 2 }],
    });
    pool.close();
  });

  test("kills at once what is cancelled, and reads the next file all the same", async () => {
    const pool = newPool(1);
    await pool.run(task("a\n1\n"));
    const abort = new AbortController();
    const running = pool.run(task(big), {
      signal: abort.signal,
      onProgress: () => abort.abort(new Error("enough")),
    });
    const next = pool.run(task("a\n1\n"));
    await expect(running).rejects.toThrow("enough");
    expect((await next).rowCount).toBe(1);
    pool.close();
  });

  test("who leaves the line has no turn", async () => {
    const pool = newPool(1);
    const abort = new AbortController();
    const first = pool.run(task(big));
    const second = pool.run(task("a\n1\n"), { signal: abort.signal });
    abort.abort(new Error("left"));
    await expect(second).rejects.toThrow("left");
    expect((await first).rowCount).toBe(700_000);
    await expect(pool.run(task("a\n1\n"), { signal: abort.signal })).rejects.toThrow("left");
    pool.close();
  });

  test("a process that dies is an error, and not the end", async () => {
    const pool = newPool(1);
    const running = pool.run(task(big));
    await expect.poll(children, { timeout: 10_000 }).toBe(1);
    const [pid] = execFileSync("ps", ["--ppid", String(process.pid), "-o", "pid=,args="], {
      encoding: "utf8",
    })
      .split("\n")
      .filter((line) => line.includes("import.worker"))
      .map((line) => Number(line.trim().split(" ")[0]));
    process.kill(pid!, "SIGKILL");
    await expect(running).rejects.toMatchObject({
      code: "INTERNAL",
      message: expect.stringContaining("SIGKILL"),
    });
    expect((await pool.run(task("a\n1\n"))).rowCount).toBe(1);
    pool.close();
  });

  test("a process without work goes after its time", async () => {
    const pool = newPool(1, 50);
    await pool.run(task("a\n1\n"));
    await expect.poll(children, { timeout: 10_000 }).toBe(0);
    pool.close();
  });

  test("a file whose rejects would fill the memory is refused before they do", async () => {
    const pool = newPool(1);
    const bad = `1,${"x".repeat(1_500)}\n`.repeat(110_000);
    const greedy = task(`a,b\n${"1,2\n".repeat(1_100_000)}${bad}`);
    const limits = { ...greedy.limits, memoryMegabytes: 64 };
    await expect(pool.run({ ...greedy, limits })).rejects.toMatchObject({ code: "LIMIT_EXCEEDED" });
    expect((await pool.run(task("a\n1\n"))).rowCount).toBe(1);
    pool.close();
  });

  test("closed, it refuses and leaves no process", async () => {
    const pool = newPool(2);
    const running = pool.run(task(big));
    pool.close();
    await expect(running).rejects.toBeDefined();
    await expect(pool.run(task("a\n1\n"))).rejects.toMatchObject({ code: "UNAVAILABLE" });
    await expect.poll(children, { timeout: 10_000 }).toBe(0);
  });
});
