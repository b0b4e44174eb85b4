import { type FileHandle, open, readFile, rename, writeFile } from "node:fs/promises";

/** An offset into the file is kept for every so many rows. */
const INDEX_EVERY = 1_000;
const CHUNK = 256 << 10;
const NEWLINE = 0x0a;

/** Rows as text, one JSON object a line, with an index beside it: `<path>` and `<path>.index`. */
export interface RowFileSize {
  readonly rows: number;
  readonly bytes: number;
}

/**
 * Writes rows so that the file either is there as a whole, safe from power cuts, or not at all. `onRows` sees each
 * batch on its way.
 */
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
  await rename(fresh, path);
  return { rows, bytes };
}

/** Rows `offset` … `offset + limit - 1` of such a file; the parsed values are the caller's to trust. */
export async function readRowFile(path: string, offset: number, limit: number): Promise<unknown[]> {
  const offsets = await readIndex(path);
  const start = offsets[Math.floor(offset / INDEX_EVERY)];
  if (start === undefined && offset >= INDEX_EVERY) return [];
  const rows: unknown[] = [];
  let skip = offset % INDEX_EVERY;
  for await (const line of readLines(path, start ?? 0)) {
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

/** Lines from a byte offset on, without their ends; a last line that is not ended yet is left out. */
export async function* readLines(path: string, start: number): AsyncGenerator<string, void, undefined> {
  let file: FileHandle | null = await open(path, "r");
  try {
    let position = start;
    let rest = Buffer.alloc(0);
    for (;;) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(CHUNK), 0, CHUNK, position);
      if (bytesRead === 0) return;
      position += bytesRead;
      const chunk =
        rest.length > 0
          ? Buffer.concat([rest, buffer.subarray(0, bytesRead)])
          : buffer.subarray(0, bytesRead);
      let from = 0;
      for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
        yield chunk.toString("utf8", from, end);
        from = end + 1;
      }
      rest = Buffer.from(chunk.subarray(from));
    }
  } finally {
    await file.close();
    file = null;
  }
}
