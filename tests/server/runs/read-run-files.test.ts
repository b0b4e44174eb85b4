import { existsSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import type { Worker } from "../../../server/jobs/worker";
import { runPipeline } from "../../../server/pipelines/run-pipeline";
import { readRunFailures } from "../../../server/runs/read-run-failures";
import { readRunLog } from "../../../server/runs/read-run-log";
import { readRunOutput, streamRunOutput } from "../../../server/runs/read-run-output";
import { removeExpiredFiles } from "../../../server/runs/remove-expired-files";
import { runFolder } from "../../../server/runs/run-folder";
import { sweepRunFolders } from "../../../server/runs/sweep-run-folders";
import { onEachDatabase } from "../../support/database";
import { type Harness, harness, system } from "../pipelines/run-harness";

const workers: Worker[] = [];
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.drain(50);
});

onEachDatabase("what a run leaves", (databases) => {
  async function run(
    operations: string[],
    rows: Record<string, unknown>[] = [],
  ): Promise<{ h: Harness; runId: string }> {
    const h = await harness(await databases.open());
    workers.push(await h.worker());
    await h.addDataset("numbers", rows);
    const { runId } = await runPipeline(h.deps, system, {
      pipelineId: await h.addPipeline(operations, { dataset: "numbers" }),
    });
    await h.ended(runId);
    return { h, runId };
  }

  test("the log is read by byte offset, in whole lines, to its end", async () => {
    const rows = Array.from({ length: 4 }, () => ({ n: "字" }));
    const { h, runId } = await run(['type: sieve, key: n, fail: "字"'], rows);
    const whole = await readRunLog(h.deps, system, { runId });
    expect(whole.text).toContain("Row 1 failed: the value is 字");
    expect(whole).toMatchObject({ offset: 0, ended: true, size: whole.nextOffset });
    let text = "";
    let offset = 0;
    while (offset < whole.size) {
      const page = await readRunLog(h.deps, system, { runId, offset, limit: 150 });
      expect(page.text.endsWith("\n")).toBe(true);
      expect(page.nextOffset).toBeGreaterThan(offset);
      text += page.text;
      offset = page.nextOffset;
    }
    expect(text).toBe(whole.text);
    const last = await readRunLog(h.deps, system, { runId, offset: -200 });
    expect(whole.text.endsWith(last.text)).toBe(true);
    expect(last.text).toMatch(/^\d{4}-/);
    expect((await readRunLog(h.deps, system, { runId, offset: 1e9 })).text).toBe("");
    let tiny = "";
    for (let at = 0; at < whole.size; ) {
      const page = await readRunLog(h.deps, system, { runId, offset: at, limit: 5 });
      tiny += page.text;
      at = page.nextOffset;
    }
    expect(tiny).toBe(whole.text);
  });

  test("the result is paged with its columns, small or large", async () => {
    for (const count of [3, 2_500]) {
      const { h, runId } = await run([`type: generate, count: ${count}`]);
      const page = await readRunOutput(h.deps, system, { runId, offset: count - 2, limit: 10 });
      expect(page).toMatchObject({ rowCount: count, offset: count - 2 });
      expect(page?.columns.map(({ name }) => name)).toEqual(["n", "random", "pad"]);
      expect(page?.rows.map((row) => row.n)).toEqual([count - 2, count - 1]);
      expect((await readRunOutput(h.deps, system, { runId, offset: count }))?.rows).toEqual([]);
      let lines = 0;
      for await (const line of await streamRunOutput(h.deps, system, { runId }))
        expect(JSON.parse(line).n).toBe(lines++);
      expect(lines).toBe(count);
    }
  });

  test("failed rows are paged with their reasons", async () => {
    const rows = Array.from({ length: 30 }, (_, n) => ({ n: n % 3 }));
    const { h, runId } = await run(["type: sieve, key: n, fail: 1", "type: sieve, key: n, fail: 2"], rows);
    const page = await readRunFailures(h.deps, system, { runId, offset: 8, limit: 4 });
    expect(page.map(({ position, index, row }) => ({ position, index, row }))).toEqual([
      { position: 0, index: 25, row: { n: 1 } },
      { position: 0, index: 28, row: { n: 1 } },
      { position: 1, index: 1, row: { n: 2 } },
      { position: 1, index: 3, row: { n: 2 } },
    ]);
    expect(await readRunFailures(h.deps, system, { runId, position: 1 })).toHaveLength(10);
    expect(await readRunFailures(h.deps, system, { runId, offset: 20 })).toEqual([]);
  });

  test("pages that make no sense are refused, and other people's runs are not there", async () => {
    const { h, runId } = await run(["type: copy"]);
    for (const page of [
      { offset: -1 },
      { offset: 0.5 },
      { limit: 0 },
      { limit: 1_001 },
      { offset: Number.NaN },
    ]) {
      await expect(readRunOutput(h.deps, system, { runId, ...page })).rejects.toMatchObject({
        code: "BAD_USER_INPUT",
      });
      await expect(readRunFailures(h.deps, system, { runId, ...page })).rejects.toMatchObject({
        code: "BAD_USER_INPUT",
      });
    }
    const stranger = await (await harness(h.deps.database)).member("admin");
    for (const read of [readRunLog, readRunOutput, readRunFailures, streamRunOutput]) {
      await expect(read(h.deps, stranger, { runId })).rejects.toMatchObject({ code: "NOT_FOUND" });
      await expect(read(h.deps, system, { runId: "../../etc" })).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
  });

  test("a failed run has no result", async () => {
    const { h, runId } = await run(['type: fail, message: "no"']);
    expect(await readRunOutput(h.deps, system, { runId })).toBeNull();
    await expect(streamRunOutput(h.deps, system, { runId })).rejects.toMatchObject({
      code: "BAD_USER_INPUT",
    });
  });

  test("retention removes files and keeps rows; the sweep removes what nobody claims", async () => {
    const { h, runId } = await run(
      ["type: sieve, key: n, fail: 1", "type: generate, count: 2500"],
      [{ n: 1 }],
    );
    const folder = runFolder(h.deps.folder, { id: runId, namespaceId: h.namespaceId });
    expect(await removeExpiredFiles(h.deps, new Date(0))).toBe(0);
    expect(existsSync(folder)).toBe(true);
    expect(await sweepRunFolders(h.deps)).toBe(0);
    expect(await removeExpiredFiles(h.deps, new Date(Date.now() + 1_000))).toBe(1);
    expect(await removeExpiredFiles(h.deps, new Date(Date.now() + 1_000))).toBe(0);
    expect([existsSync(folder), existsSync(`${folder}.log`)]).toEqual([false, false]);
    expect((await readRunLog(h.deps, system, { runId })).text).toBe("");
    await expect(readRunOutput(h.deps, system, { runId })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(readRunFailures(h.deps, system, { runId })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await h.deps.database.client.run.findUniqueOrThrow({ where: { id: runId } })).toMatchObject({
      status: "SUCCEEDED",
      outputRows: 2_500n,
    });

    const again = await run(["type: generate, count: 2500"]);
    await again.h.deps.database.client.run.deleteMany();
    expect(await sweepRunFolders(again.h.deps)).toBe(2);
    expect(
      existsSync(runFolder(again.h.deps.folder, { id: again.runId, namespaceId: again.h.namespaceId })),
    ).toBe(false);
  });
});
