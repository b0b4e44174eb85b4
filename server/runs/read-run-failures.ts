import { join } from "node:path";
import type { Context } from "../core/context";
import { expiredError, getRun } from "./get-run";
import { readLines } from "./read-lines";
import { assertPage } from "./read-run-output";
import type { RunDeps } from "./run-deps";

/** A row that an operation could not process. */
export interface FailedRow {
  /** The operation's position in the run, from 0. */
  readonly position: number;
  readonly step: string;
  readonly operation: string;
  /** Counts the operation's input rows from 0. */
  readonly index: number;
  readonly reason: string;
  /** The row as it came in; a very large one is replaced by {"_omitted": "…"}. */
  readonly row: Readonly<Record<string, unknown>>;
}

/** All failed rows of a run, one JSON object a line, in the order in which they failed. */
export const failuresPath = (runFolder: string): string => join(runFolder, "failures.ndjson");

/**
 * A page of a run's failed rows, those of one operation when `position` is given; also while it runs.
 * @throws NOT_FOUND (also when the files were removed after their time), FORBIDDEN, BAD_USER_INPUT
 */
export async function readRunFailures(
  deps: RunDeps,
  context: Context,
  {
    runId,
    position = null,
    offset = 0,
    limit = 100,
  }: { runId: string; position?: number | null; offset?: number; limit?: number },
): Promise<readonly FailedRow[]> {
  assertPage(offset, limit);
  const run = await getRun(deps, context, "run:read", runId);
  if (run.ended && run.rowsFailed === 0) return [];
  if (run.expired) throw expiredError();
  const found: FailedRow[] = [];
  let skip = offset;
  try {
    for await (const line of readLines(failuresPath(run.folder))) {
      const failure = JSON.parse(line) as FailedRow;
      if (position !== null && failure.position !== position) continue;
      if (skip-- > 0) continue;
      found.push(failure);
      if (found.length === limit) break;
    }
  } catch (error) {
    // While it runs there may be none yet.
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  return found;
}
