import { join } from "node:path";
import { readPage } from "../engine/read-page";
import type { ImportedTable, Preview, ReadContext } from "./format";

/** How much of a file a preview reads, in bytes. */
export const previewBytes = 4 * 2 ** 20;

/** How much of one cell a preview shows. */
const maxCellCharacters = 1_000;

/** A preview is an import of the file's beginning: what it shows is what an import would do. */
export async function previewTable(
  context: ReadContext,
  limit: number,
  read: (target: string) => Promise<ImportedTable & { complete: boolean }>,
): Promise<Preview> {
  const target = join(context.scratchFolder, "preview.parquet");
  const { columns, rejects, notices, detected, complete } = await read(target);
  const rows = await readPage(context.engine, target, { offset: 0, limit, maxCellCharacters });
  return { columns, rows, rejects: rejects.slice(0, limit), notices, detected, complete };
}
