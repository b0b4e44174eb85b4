import { appendFile, mkdir, rm, truncate } from "node:fs/promises";
import { dirname } from "node:path";
import type { FailedRow } from "../../runs/read-run-failures";

/** The writing end of a run's failed rows; reading them is the business of `server/runs`. */
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
