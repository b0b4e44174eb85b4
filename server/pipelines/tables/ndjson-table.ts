import { createReadStream } from "node:fs";
import { AppError } from "../../core/errors";
import { BATCH_ROWS } from "./memory-table";
import type { Row, Table } from "./table";

const NEWLINE = 0x0a;

/** A table in a file of one JSON object a line. */
export function ndjsonTable(path: string, rowCount: number): Table {
  return { rowCount, file: { path, format: "ndjson" }, batches: () => readBatches(path) };
}

/** Rows in order; throws INTERNAL naming the line when the file is damaged. */
async function* readBatches(path: string): AsyncIterable<readonly Row[]> {
  let batch: Row[] = [];
  let line = 0;
  for await (const text of readLines(path)) {
    line++;
    batch.push(parseRow(text, path, line));
    if (batch.length < BATCH_ROWS) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Lines without their ends, read 256 KiB at a time; blank lines are left out. */
export async function* readLines(path: string, start = 0): AsyncIterable<string> {
  let rest: Buffer[] = [];
  for await (const chunk of createReadStream(path, {
    start,
    highWaterMark: 256 << 10,
  }) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      const piece = chunk.subarray(from, end);
      const text =
        rest.length > 0 ? Buffer.concat([...rest, piece]).toString("utf8") : piece.toString("utf8");
      rest = [];
      from = end + 1;
      if (text.length > 0) yield text;
    }
    if (from < chunk.length) rest.push(chunk.subarray(from));
  }
  const last = Buffer.concat(rest).toString("utf8");
  if (last.length > 0) yield last;
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
