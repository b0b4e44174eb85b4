import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { newId } from "../../../core/ids";
import { isOutOfMemory } from "../../engine/memory-guard";
import { runWithProgress } from "../../engine/run-with-progress";
import { quoteName, quoteText } from "../../engine/sql-text";
import type { ReadContext } from "../format";
import { parquetSettings } from "../parquet-settings";
import { openLineCounter } from "../text/line-counter";
import type { PreparedText } from "../text/prepare-text";
import { type CollectedRejects, collectRejects } from "./collect-rejects";
import type { Dialect } from "./dialect";
import { lastRow } from "./last-row";
import { readCsvCall } from "./read-csv-call";

export interface Copied {
  readonly rowCount: number;
  readonly rejected: CollectedRejects;
}

/** Texts below this size are read in one piece, in which no reject can be lost. */
const onePieceBytes = 4 * 2 ** 20;

/**
 * Writes a text's rows as Parquet and collects those that were refused.
 *
 * DuckDB's parallel reader (1.5.5) forgets the rejects of the pieces at the end of a file in which no row at all is
 * good. So the last row is checked: it must be among the noted rejects or be good by itself. If it is
 * neither, the text is read again by one thread, which forgets nothing.
 */
export async function copyToParquet(
  text: PreparedText,
  dialect: Dialect,
  target: string,
  context: ReadContext,
): Promise<Copied> {
  const fast = await copy(text.file, dialect, target, "parallel", context).catch((error: unknown) => {
    if (isOutOfMemory(error)) return null;
    throw error;
  });
  // One thread needs a fraction of the memory: very wide tables fit then.
  if (!fast) return copy(text.file, dialect, target, "exact", context);
  if (text.bytes < onePieceBytes || tooMany(fast, context)) return fast;
  if (await lastRowIsAccountedFor(text, dialect, fast, context)) return fast;
  return copy(text.file, dialect, target, "exact", context);
}

async function copy(
  file: string,
  dialect: Dialect,
  target: string,
  mode: "parallel" | "exact",
  context: ReadContext,
): Promise<Copied> {
  const { connection, limits } = context;
  const id = newId().replaceAll("-", "");
  // One row can have an error in every cell; the limit counts errors.
  const noted = (limits.maxRejects + 1) * 10;
  const rejects = { table: `rejects_${id}`, scans: `scans_${id}`, limit: noted };
  const read = readCsvCall(file, dialect, { mode, maxLineBytes: limits.maxCellBytes, rejects });
  const result = await runWithProgress(
    connection,
    `COPY (SELECT * FROM ${read}) TO ${quoteText(target)} (${parquetSettings(dialect.columns.length, dialect.bytesPerRow)})`,
    context.progress,
  );
  const lines = await openLineCounter(file);
  try {
    const rejected = await collectRejects(
      connection,
      rejects.table,
      { keep: limits.maxRejects + 1, noted },
      lines,
    );
    return { rowCount: Number(result.getRows()[0]?.[0] ?? 0), rejected };
  } finally {
    await lines.close();
    await connection.run(`DROP TABLE ${quoteName(rejects.table)}`);
    await connection.run(`DROP TABLE ${quoteName(rejects.scans)}`);
  }
}

const tooMany = (copied: Copied, context: ReadContext) => copied.rejected.count > context.limits.maxRejects;

async function lastRowIsAccountedFor(
  text: PreparedText,
  dialect: Dialect,
  copied: Copied,
  context: ReadContext,
): Promise<boolean> {
  const last = await lastRow(text);
  if (!last) return false;
  if (copied.rejected.starts.has(last.start)) return true;
  const file = join(context.scratchFolder, "last-row.csv");
  await writeFile(file, last.bytes);
  const alone = { ...dialect, header: false, skipLines: 0 };
  const read = await copy(file, alone, join(context.scratchFolder, "last-row.parquet"), "exact", context);
  return read.rowCount === 1 && read.rejected.count === 0;
}
