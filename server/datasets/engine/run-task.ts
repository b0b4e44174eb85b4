import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Preview, ReadContext } from "../formats/format";
import { datasetFormats } from "../formats/formats";
import { describeTable } from "./describe-table";
import type { EngineTask, ImportResult, ImportTask } from "./import-task";
import { openEngine } from "./open-engine";

/** Does one task with an engine of its own, which may touch the raw file and the scratch folder and nothing else. */
export async function runTask(
  task: EngineTask,
  progress: (done: number) => void,
): Promise<ImportResult | Preview> {
  const format = datasetFormats.get(task.format);
  const engine = await openEngine({
    memoryMegabytes: task.limits.memoryMegabytes,
    threads: task.limits.threads,
    folders: [task.scratchFolder],
    files: [task.rawFile],
    scratchFolder: join(task.scratchFolder, "spill"),
  });
  try {
    const connection = await engine.connect();
    const { rawFile, scratchFolder, limits } = task;
    const context: ReadContext = { rawFile, scratchFolder, engine, connection, limits, progress };
    if (task.kind === "preview") return await format.preview(task.options, context, task.rows);
    return await importFile(task, context);
  } finally {
    engine.close();
  }
}

async function importFile(task: ImportTask, context: ReadContext): Promise<ImportResult> {
  const tableFile = join(task.scratchFolder, "table.parquet");
  const table = await datasetFormats.get(task.format).import(task.options, context, tableFile);
  const { columns } = await describeTable(context.engine, tableFile);
  const rejectsFile = table.rejects.length > 0 ? join(task.scratchFolder, "rejects.ndjson") : null;
  if (rejectsFile) await writeLines(rejectsFile, table.rejects);
  await syncFile(tableFile);
  const { size } = await stat(tableFile);
  return {
    ...table,
    columns,
    tableFile,
    tableBytes: size,
    contentHash: await hashFile(tableFile),
    rejectsFile,
  };
}

async function writeLines(path: string, items: readonly unknown[]): Promise<void> {
  const file = await open(path, "w");
  try {
    await file.writeFile(items.map((item) => `${JSON.stringify(item)}\n`).join(""));
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, "r+");
  await file.sync().finally(() => file.close());
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
