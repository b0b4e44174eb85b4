import type { Context } from "../core/context";
import { badInput } from "../core/errors";
import { expiredError, getRun, type ReadableRun } from "./get-run";
import type { ResultColumn, ResultRow } from "./infer-columns";
import { readLines } from "./read-lines";
import { readRowFile } from "./row-file";
import type { RunDeps } from "./run-deps";
import { outputPath } from "./store-output";

/** Most rows that one page may have. */
export const OUTPUT_PAGE_ROWS = 1_000;

export interface OutputPage {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly ResultRow[];
  readonly offset: number;
  readonly rowCount: number;
}

/**
 * A page of a run's result; null while there is none. Beyond its end a page is empty.
 * @throws NOT_FOUND (also when the files were removed after their time), FORBIDDEN, BAD_USER_INPUT
 */
export async function readRunOutput(
  deps: RunDeps,
  context: Context,
  { runId, offset = 0, limit = 100 }: { runId: string; offset?: number; limit?: number },
): Promise<OutputPage | null> {
  assertPage(offset, limit);
  const run = await getRun(deps, context, "run:read", runId);
  if (run.outputRows === null || run.outputColumns === null) return null;
  const columns = JSON.parse(run.outputColumns) as ResultColumn[];
  const inline = await inlineRows(deps, run);
  if (!inline && run.expired) throw expiredError();
  const rows = inline
    ? inline.slice(offset, offset + limit)
    : ((await readRowFile(outputPath(run.folder), offset, limit)) as ResultRow[]);
  return { columns, rows, offset, rowCount: run.outputRows };
}

/**
 * The whole result, a JSON object a line, for downloads and for saving it as a dataset. Nothing is held in memory
 * beyond a chunk. @throws as `readRunOutput`; NOT_FOUND while there is no result
 */
export async function streamRunOutput(
  deps: RunDeps,
  context: Context,
  { runId }: { runId: string },
): Promise<AsyncIterable<string>> {
  const run = await getRun(deps, context, "run:read", runId);
  return outputLines(deps, run);
}

/** The lines of a run's result; the caller has checked the permission. */
export async function outputLines(deps: RunDeps, run: ReadableRun): Promise<AsyncIterable<string>> {
  if (run.outputRows === null) throw badInput(`The run has no result; it is ${run.status}.`);
  const inline = await deps.database.client.runOutput.findUnique({ where: { runId: run.id } });
  if (!inline && run.expired) throw expiredError();
  return inline ? linesOf(inline.content) : readLines(outputPath(run.folder));
}

async function inlineRows({ database }: RunDeps, run: ReadableRun): Promise<ResultRow[] | null> {
  const inline = await database.client.runOutput.findUnique({ where: { runId: run.id } });
  if (!inline) return null;
  const rows: ResultRow[] = [];
  for await (const line of linesOf(inline.content)) rows.push(JSON.parse(line));
  return rows;
}

async function* linesOf(text: string): AsyncIterable<string> {
  for (const line of text.split("\n")) if (line !== "") yield line;
}

export function assertPage(offset: number, limit: number): void {
  if (!Number.isSafeInteger(offset) || offset < 0)
    throw badInput("A page's offset is a whole number from 0 on.");
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > OUTPUT_PAGE_ROWS) {
    throw badInput(`A page has 1 to ${OUTPUT_PAGE_ROWS.toLocaleString("en")} rows.`);
  }
}
