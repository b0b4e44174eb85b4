import { open, readFile, writeFile } from "node:fs/promises";
import { moveIntoPlace, syncPath } from "../core/durable-file";
import { readLines } from "./read-lines";

/** An offset into the file is kept for every so many rows. */
const INDEX_EVERY = 1_000;
const CHUNK = 256 << 10;

/** Rows as text, one JSON object a line, with an index beside it: `<path>` and `<path>.index`. */
export interface RowFileSize {
  readonly rows: number;
  readonly bytes: number;
}

/** Writes rows so that the file either is there as a whole, safe from power cuts, or not at all. */
export async function writeRowFile(
  path: string,
  batches: AsyncIterable<readonly unknown[]>,
): Promise<RowFileSize> {
  const fresh = `${path}.new`;
  const file = await open(fresh, "w");
  const offsets: number[] = [];
  let rows = 0;
  let bytes = 0;
  let pending: string[] = [];
  let pendingLength = 0;
  const flush = async () => {
    if (pending.length === 0) return;
    await file.writeFile(pending.join(""));
    pending = [];
    pendingLength = 0;
  };
  try {
    for await (const batch of batches) {
      for (const row of batch) {
        if (rows % INDEX_EVERY === 0) offsets.push(bytes);
        const line = `${JSON.stringify(row)}\n`;
        rows++;
        bytes += Buffer.byteLength(line);
        pending.push(line);
        pendingLength += line.length;
        if (pendingLength >= CHUNK) await flush();
      }
    }
    await flush();
    await file.datasync();
  } finally {
    await file.close();
  }
  await writeFile(`${path}.index`, new Uint8Array(Float64Array.from(offsets).buffer));
  await syncPath(`${path}.index`);
  await moveIntoPlace(fresh, path);
  return { rows, bytes };
}

/** Rows `offset` … `offset + limit - 1` of such a file; the parsed values are the caller's to trust. */
export async function readRowFile(path: string, offset: number, limit: number): Promise<unknown[]> {
  const offsets = await readIndex(path);
  const start = offsets[Math.floor(offset / INDEX_EVERY)];
  if (start === undefined && offset >= INDEX_EVERY) return [];
  const rows: unknown[] = [];
  let skip = offset % INDEX_EVERY;
  for await (const line of readLines(path, { start: start ?? 0 })) {
    if (skip-- > 0) continue;
    if (rows.length >= limit) break;
    rows.push(JSON.parse(line));
  }
  return rows;
}

async function readIndex(path: string): Promise<Float64Array> {
  const bytes = await readFile(`${path}.index`);
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}
