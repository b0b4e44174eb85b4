import { AppError } from "../../core/errors";
import { readLines } from "../../runs/read-lines";
import { BATCH_ROWS } from "./memory-table";
import type { Row, Table } from "./table";

/** A table in a file of one JSON object a line. */
export function ndjsonTable(path: string, rowCount: number): Table {
  return { rowCount, file: { path, format: "ndjson" }, batches: () => readBatches(path) };
}

/** Rows in order; throws INTERNAL naming the line when the file is damaged. */
async function* readBatches(path: string): AsyncIterable<readonly Row[]> {
  let batch: Row[] = [];
  let line = 0;
  for await (const text of readLines(path, { partial: true })) {
    line++;
    if (text.length === 0) continue;
    batch.push(parseRow(text, path, line));
    if (batch.length < BATCH_ROWS) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function parseRow(text: string, path: string, line: number): Row {
  try {
    return JSON.parse(text) as Row;
  } catch (cause) {
    throw new AppError("INTERNAL", `A table on disk is damaged at line ${line}.`, {
      cause,
      details: { path },
    });
  }
}
