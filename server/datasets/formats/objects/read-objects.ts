import { createReadStream } from "node:fs";
import { join } from "node:path";
import { badInput } from "../../../core/errors";
import { checkOutcome } from "../finish-import";
import type { ImportedTable, ReadContext, Reject } from "../format";
import { partOfProgress } from "../part-of-progress";
import type { Encoding } from "../text/encodings";
import { prepareText } from "../text/prepare-text";
import { membersOf } from "./members-of";
import { parseProblem } from "./parse-problem";
import type { RawRecord } from "./raw-record";
import { TableSpool } from "./table-spool";
import { writeSpooledTable } from "./write-spooled-table";

/** Cuts a text into records. */
export interface Scanner {
  push(piece: string): Iterable<RawRecord>;
  end(): Iterable<RawRecord>;
}

export interface ObjectSource {
  readonly encoding: Encoding | "auto";
  readonly scanner: Scanner;
  /** "refuse" sets a record aside that is not JSON; "fail" takes it as a sign that the whole text is broken. */
  readonly badRecord: "refuse" | "fail";
}

/** Reads a text of JSON objects, or its first `first.bytes` bytes and `first.rows` rows, into a Parquet file. */
export async function readObjects(
  source: ObjectSource,
  context: ReadContext,
  target: string,
  first?: { bytes: number; rows: number },
): Promise<ImportedTable & { complete: boolean }> {
  const text = await prepareText(partOfProgress(context, 0, 0.1), source.encoding, first?.bytes);
  const scanning = partOfProgress(context, 0.1, 0.7);
  const spool = await TableSpool.open(join(context.scratchFolder, "rows.ndjson"), context.limits);
  const rejects: Reject[] = [];
  let rejectedCount = 0;
  let enough = false;
  const take = (record: RawRecord) => {
    const reject = addRecord(record, spool, source.badRecord);
    if (reject && rejectedCount++ <= context.limits.maxRejects) rejects.push(reject);
    if (rejectedCount > context.limits.maxRejects)
      checkOutcome({ rowCount: spool.rowCount, rejectedCount, rejects }, context.limits);
    enough = first !== undefined && spool.rowCount >= first.rows;
  };
  try {
    let read = 0;
    const decoder = new TextDecoder("utf-8");
    reading: for await (const chunk of createReadStream(text.file, {
      highWaterMark: 2 ** 20,
    }) as AsyncIterable<Buffer>) {
      for (const record of source.scanner.push(decoder.decode(chunk, { stream: true }))) {
        take(record);
        if (enough) break reading;
      }
      read += chunk.length;
      scanning.progress(read / text.bytes);
      await spool.flush();
    }
    if (!enough && text.complete) for (const record of source.scanner.end()) take(record);
    await spool.flush(true);
  } finally {
    await spool.close();
  }
  if (spool.rowCount === 0 && rejects.length === 0) throw badInput("There are no records in it.");
  checkOutcome({ rowCount: spool.rowCount, rejectedCount, rejects }, context.limits);
  const table = await writeSpooledTable(spool, target, partOfProgress(context, 0.7, 1));
  return {
    columns: table.columns,
    rowCount: table.rowCount,
    rejectedCount,
    rejects,
    notices: [...text.notices, ...table.notices],
    detected: { encoding: text.encoding },
    complete: text.complete && !enough,
  };
}

function addRecord(record: RawRecord, spool: TableSpool, badRecord: "refuse" | "fail"): Reject | null {
  const { line, text } = record;
  if (record.refused) return { line, code: record.refused, reason: tooMuch[record.refused] };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const problem = parseProblem(record);
    if (badRecord === "fail")
      throw badInput(`${problem.message} (line ${problem.line}, column ${problem.column}).`, [problem]);
    return {
      line,
      code: "BAD_JSON",
      reason: `${problem.message} (column ${problem.column}).`,
      excerpt: text.slice(0, 200),
    };
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    const what = value === null ? "null" : Array.isArray(value) ? "a list" : `a ${typeof value}`;
    return {
      line,
      code: "NOT_AN_OBJECT",
      reason: `The record is ${what}, not an object.`,
      excerpt: text.slice(0, 200),
    };
  }
  spool.add(membersOf(text), text);
  return null;
}

const tooMuch = {
  TOO_LONG: "The record is larger than one record may be.",
  TOO_DEEP: "The record nests deeper than a value may.",
};
