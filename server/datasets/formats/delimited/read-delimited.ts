import { truncate } from "node:fs/promises";
import { badInput } from "../../../core/errors";
import { checkOutcome } from "../finish-import";
import type { ImportedTable, ReadContext } from "../format";
import { partOfProgress } from "../part-of-progress";
import { type PreparedText, prepareText, unifyNewlines } from "../text/prepare-text";
import { type Copied, copyToParquet } from "./copy-to-parquet";
import type { Dialect } from "./dialect";
import { lastRow } from "./last-row";
import type { DelimitedOptions } from "./options";
import { sniff } from "./sniff";
import { takeSample } from "./take-sample";

/** Reads a delimited text, or its first `onlyFirst` bytes, into a Parquet file. */
export async function readDelimited(
  options: DelimitedOptions,
  context: ReadContext,
  target: string,
  onlyFirst?: number,
): Promise<ImportedTable & { complete: boolean }> {
  const whole = await prepareText(partOfProgress(context, 0, 0.1), options.encoding, onlyFirst);
  const text = whole.complete ? whole : await withoutCutLine(whole);
  const sample = await takeSample(text, options.skipLines ?? 0, context);
  const { dialect, notices } = await sniff(sample, options, context);
  const { copied, text: read } = await copyWhateverTheNewlines(
    text,
    dialect,
    target,
    partOfProgress(context, 0.1, 1),
  );
  const { rejected, rowCount } = copied;
  if (rejected.openQuoteLine !== null && text.complete) {
    throw badInput(
      `The quote that is opened on line ${rejected.openQuoteLine} is never closed; all after it would be lost. Correct the line, or read quotes as ordinary characters.`,
      [{ code: "BAD_QUOTING", line: rejected.openQuoteLine, message: "This quote is never closed." }],
    );
  }
  checkOutcome({ rowCount, rejectedCount: rejected.count, rejects: rejected.rejects }, context.limits);
  const empty =
    rowCount === 0 ? [{ code: "NO_ROWS" as const, message: "The file has a header and no rows." }] : [];
  return {
    columns: dialect.columns,
    rowCount,
    rejectedCount: rejected.count,
    rejects: rejected.rejects,
    notices: [...read.notices, ...notices, ...empty],
    detected: {
      encoding: read.encoding,
      delimiter: dialect.delimiter,
      quote: dialect.quote,
      escape: dialect.escape,
      header: dialect.header,
    },
    complete: text.complete,
  };
}

async function copyWhateverTheNewlines(
  text: PreparedText,
  dialect: Dialect,
  target: string,
  context: ReadContext,
): Promise<{ copied: Copied; text: PreparedText }> {
  try {
    return { copied: await copyToParquet(text, dialect, target, context), text };
  } catch (error) {
    // What the engine says of a text whose lines end sometimes with CRLF and sometimes with LF.
    if (!(error instanceof Error) || !error.message.includes("reached an invalid state")) throw error;
    const unified = await unifyNewlines(text, context);
    return { copied: await copyToParquet(unified, dialect, target, context), text: unified };
  }
}

/** A preview's last line is only part of one; the file is a copy in the scratch folder. */
async function withoutCutLine(text: PreparedText): Promise<PreparedText> {
  const last = await lastRow(text);
  if (!last || last.start === 0) return text;
  await truncate(text.file, last.start);
  return { ...text, bytes: last.start };
}
