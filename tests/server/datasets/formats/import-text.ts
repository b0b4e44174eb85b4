import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import type { ImportResult } from "../../../../server/datasets/engine/import-task";
import { openEngine } from "../../../../server/datasets/engine/open-engine";
import { readPage } from "../../../../server/datasets/engine/read-page";
import { runTask } from "../../../../server/datasets/engine/run-task";
import type { Preview } from "../../../../server/datasets/formats/format";
import { datasetFormats } from "../../../../server/datasets/formats/formats";
import { defaultImportLimits, type ImportLimits } from "../../../../server/datasets/import-limits";

const folder = mkdtempSync(join(tmpdir(), "signalbox-formats-"));
let count = 0;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

export interface Imported extends ImportResult {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

function task(format: string, content: string | Uint8Array, options: unknown, limits: Partial<ImportLimits>) {
  const own = join(folder, String(count++));
  const scratchFolder = join(own, "scratch");
  mkdirSync(scratchFolder, { recursive: true });
  const rawFile = join(own, "raw");
  writeFileSync(rawFile, content);
  const parsed = datasetFormats.get(format).options.parse(options);
  const merged = { ...defaultImportLimits, threads: 2, ...limits };
  return { format, options: parsed, rawFile, scratchFolder, limits: merged };
}

/** Imports a file of this content, and reads the table's first rows back. */
export async function importText(
  format: string,
  content: string | Uint8Array,
  options: unknown = {},
  limits: Partial<ImportLimits> = {},
  readBack = 10_000,
): Promise<Imported> {
  const result = (await runTask(
    { kind: "import", ...task(format, content, options, limits) },
    () => {},
  )) as ImportResult;
  const engine = await openEngine({ memoryMegabytes: 2_000, threads: 1, folders: [folder] });
  try {
    return { ...result, rows: await readPage(engine, result.tableFile, { offset: 0, limit: readBack }) };
  } finally {
    engine.close();
  }
}

export async function previewText(
  format: string,
  content: string | Uint8Array,
  options: unknown = {},
  rows = 50,
): Promise<Preview> {
  return (await runTask(
    { kind: "preview", rows, ...task(format, content, options, {}) },
    () => {},
  )) as Preview;
}

export const typesOf = (table: { columns: readonly { name: string; type: string }[] }) =>
  Object.fromEntries(table.columns.map(({ name, type }) => [name, type]));
