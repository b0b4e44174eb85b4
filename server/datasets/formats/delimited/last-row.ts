import { open } from "node:fs/promises";
import type { PreparedText } from "../text/prepare-text";

const tailBytes = 2 ** 16;

/** The last line of a text that is not blank and where it begins; null when it is longer than 64 KiB. */
export async function lastRow(text: PreparedText): Promise<{ start: number; bytes: Buffer } | null> {
  const file = await open(text.file, "r");
  try {
    const from = Math.max(0, text.bytes - tailBytes);
    const tail = Buffer.alloc(text.bytes - from);
    await file.read(tail, 0, tail.length, from);
    let end = tail.length;
    while (end > 0 && isLineEnd(tail[end - 1])) end--;
    let start = end;
    while (start > 0 && !isLineEnd(tail[start - 1])) start--;
    if (start === 0 && from > 0) return null;
    return { start: from + start, bytes: tail.subarray(start, end) };
  } finally {
    await file.close();
  }
}

const isLineEnd = (byte: number | undefined) => byte === 10 || byte === 13;
