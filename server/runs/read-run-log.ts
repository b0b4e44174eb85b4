import { type FileHandle, open } from "node:fs/promises";
import type { Context } from "../core/context";
import { getRun } from "./get-run";
import type { RunDeps } from "./run-deps";
import { runLogPath } from "./run-log";

/** Most bytes that one page of a log may have. */
export const LOG_PAGE_BYTES = 256 << 10;

export interface LogPage {
  /** Whole lines. */
  readonly text: string;
  /** Byte offset of the text; smaller than asked for only when the log is shorter. */
  readonly offset: number;
  /** Where to read on. */
  readonly nextOffset: number;
  /** The log's present size in bytes. */
  readonly size: number;
  /** The run has ended: once `nextOffset` equals `size`, nothing more comes. */
  readonly ended: boolean;
}

/**
 * A page of a run's log from a byte offset on, cut at a line's end; a negative offset counts from the end. A log
 * that was removed after its time is empty. @throws NOT_FOUND, FORBIDDEN
 */
export async function readRunLog(
  deps: RunDeps,
  context: Context,
  { runId, offset = 0, limit = LOG_PAGE_BYTES }: { runId: string; offset?: number; limit?: number },
): Promise<LogPage> {
  const run = await getRun(deps, context, "run:read", runId);
  const file = await open(runLogPath(run.folder), "r").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (!file) return { text: "", offset: 0, nextOffset: 0, size: 0, ended: run.ended };
  try {
    const { size } = await file.stat();
    const asked = Math.trunc(Number.isFinite(offset) ? offset : 0);
    const from = Math.min(size, asked < 0 ? Math.max(0, size + asked) : asked);
    const length = Math.min(Math.max(1, Math.trunc(limit)), LOG_PAGE_BYTES, size - from);
    const { start, bytes } = wholeLines(await readAt(file, from, length), asked < 0 && from > 0);
    return {
      text: bytes.toString("utf8"),
      offset: from + start,
      nextOffset: from + start + bytes.length,
      size,
      ended: run.ended,
    };
  } finally {
    await file.close();
  }
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

/** Leaves out a line that is not whole; a page within one long line ends between two characters instead. */
function wholeLines(bytes: Buffer, dropFirst: boolean): { start: number; bytes: Buffer } {
  const start = dropFirst ? bytes.indexOf(0x0a) + 1 : 0;
  const end = bytes.lastIndexOf(0x0a) + 1;
  if (end > start) return { start, bytes: bytes.subarray(start, end) };
  let cut = bytes.length;
  // UTF-8: a continuation byte is 10xxxxxx; step back to where the last character begins, if it is not complete.
  while (cut > 0 && ((bytes[cut - 1] ?? 0) & 0xc0) === 0x80) cut--;
  const lead = bytes[cut - 1] ?? 0;
  const needed = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  const complete = cut > 0 && bytes.length - (cut - 1) >= needed;
  return { start: 0, bytes: bytes.subarray(0, complete ? bytes.length : Math.max(0, cut - 1)) };
}
