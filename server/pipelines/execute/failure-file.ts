import { appendFile, mkdir, open, rm, truncate } from "node:fs/promises";
import { dirname } from "node:path";
import type { Row } from "../tables/table";

/** A row that an operation could not process. */
export interface FailedRow {
  /** The operation's position in the plan. */
  readonly position: number;
  readonly step: string;
  readonly operation: string;
  /** Counts the operation's input rows from 0. */
  readonly index: number;
  readonly reason: string;
  /** The row as it came in; a very large one is replaced by {"_omitted": "…"}. */
  readonly row: Row;
}

/** All failed rows of a run, one JSON object a line, in the order in which they failed. */
export interface FailureFile {
  add(failure: FailedRow): void;
  /** Resolves when everything added so far is in the file; answers the file's size in bytes. */
  flush(): Promise<number>;
}

const MAX_ROW = 64 << 10;
const MAX_REASON = 2_000;

/**
 * @param keepBytes what an earlier attempt's finished operations wrote; the rest is cut off. Null for a first
 * attempt, which leaves no file unless a row fails.
 */
export async function openFailureFile(path: string, keepBytes: number | null): Promise<FailureFile> {
  if (keepBytes === 0) await rm(path, { force: true });
  if (keepBytes) await truncate(path, keepBytes);
  let pending = "";
  let size = keepBytes ?? 0;
  let queue = Promise.resolve();
  const drain = async () => {
    if (pending === "") return;
    const chunk = Buffer.from(pending);
    pending = "";
    if (size === 0) await mkdir(dirname(path), { recursive: true });
    await appendFile(path, chunk);
    size += chunk.length;
  };
  const flush = () => {
    queue = queue.then(drain);
    return queue.then(() => size);
  };
  return {
    add(failure) {
      pending += failureLine(failure);
      // An error stays in the queue, so that the next awaited flush reports it.
      if (pending.length > 1 << 20) flush().catch(() => {});
    },
    flush,
  };
}

/** Makes what is in the file survive a power cut. */
export async function syncFile(path: string): Promise<void> {
  const handle = await open(path, "r+");
  try {
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

function failureLine(failure: FailedRow): string {
  const reason =
    failure.reason.length > MAX_REASON ? `${failure.reason.slice(0, MAX_REASON)}…` : failure.reason;
  const row = JSON.stringify(failure.row);
  if (row.length <= MAX_ROW) return `${JSON.stringify({ ...failure, reason })}\n`;
  const omitted = {
    _omitted: `The row has ${row.length.toLocaleString("en")} characters; see the operation's input at this index.`,
  };
  return `${JSON.stringify({ ...failure, reason, row: omitted })}\n`;
}
