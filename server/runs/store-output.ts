import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { ColumnInference, type ResultColumn, type ResultRow } from "./infer-columns";
import { writeRowFile } from "./row-file";

/** Results up to this many bytes stay in the database, beside their run. */
export const INLINE_BYTES = 16 << 10;
const INLINE_ROWS = 200;

export interface StoredOutput {
  readonly columns: readonly ResultColumn[];
  readonly rows: number;
  readonly bytes: number;
  /** The small result itself, one JSON object a line; null when it is in the run's folder. */
  readonly inline: string | null;
}

export const outputPath = (runFolder: string): string => join(runFolder, "output.ndjson");

/** Keeps a run's result: as text to be written with the run's end when small, as an indexed file otherwise. Rejects with the signal's reason. */
export async function storeOutput(
  runFolder: string,
  table: { readonly rowCount: number; batches(): AsyncIterable<readonly ResultRow[]> },
  signal: AbortSignal,
): Promise<StoredOutput> {
  const inferred = new ColumnInference();
  if (table.rowCount <= INLINE_ROWS) {
    let text = "";
    for await (const batch of table.batches()) {
      inferred.add(batch);
      for (const row of batch) text += `${JSON.stringify(row)}\n`;
      if (text.length > INLINE_BYTES) break;
    }
    const bytes = Buffer.byteLength(text);
    if (bytes <= INLINE_BYTES)
      return { columns: inferred.columns(), rows: table.rowCount, bytes, inline: text };
  }
  await mkdir(runFolder, { recursive: true });
  const { rows, bytes } = await writeRowFile(
    outputPath(runFolder),
    seenBy(inferred, table.batches(), signal),
  );
  return { columns: inferred.columns(), rows, bytes, inline: null };
}

async function* seenBy(
  inferred: ColumnInference,
  batches: AsyncIterable<readonly ResultRow[]>,
  signal: AbortSignal,
): AsyncIterable<readonly ResultRow[]> {
  for await (const batch of batches) {
    signal.throwIfAborted();
    inferred.add(batch);
    yield batch;
  }
}
