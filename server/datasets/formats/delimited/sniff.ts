import { readFile } from "node:fs/promises";
import type { DuckDBConnection } from "@duckdb/node-api";
import { AppError, badInput } from "../../../core/errors";
import { quoteText } from "../../engine/sql-text";
import { columnNames } from "../column-names";
import type { Notice, ReadContext } from "../format";
import type { Dialect } from "./dialect";
import { firstRecord } from "./first-record";
import type { DelimitedOptions } from "./options";
import { type Sniffed, searchDialect } from "./search-dialect";
import type { Sample } from "./take-sample";

/** Finds out, from a sample, what the person did not say: dialect, column names and types. */
export async function sniff(
  { file: sample, bytesPerRow }: Sample,
  options: DelimitedOptions,
  context: ReadContext,
): Promise<{ dialect: Dialect; notices: Notice[] }> {
  const { connection, limits } = context;
  const found = await searchDialect(connection, sample, options);
  if (!found)
    throw badInput("It could not be found out how the cells are separated: say the delimiter and the quote.");
  if (found.types.length > limits.maxColumns) {
    throw new AppError(
      "LIMIT_EXCEEDED",
      `The table has ${found.types.length} columns; at most ${limits.maxColumns} are taken.`,
    );
  }
  const header = options.header ?? found.header;
  const { names, notices } = columnNames(
    header ? await headerCells(sample, found) : found.types.map((_, index) => `column_${index + 1}`),
  );
  const long = options.allText ? new Set<number>() : await longNumbers(connection, sample, found);
  const columns = names.map((name, index) => {
    const told = Object.hasOwn(options.types, name) ? options.types[name] : undefined;
    if (told) return { name, type: told };
    if (!long.has(index)) return { name, type: options.allText ? "VARCHAR" : found.types[index]! };
    notices.push({
      code: "KEPT_AS_TEXT",
      column: name,
      message: `"${name}" holds numbers of more digits than a number can keep.`,
    });
    return { name, type: "VARCHAR" };
  });
  const unknown = Object.keys(options.types).filter((name) => !names.includes(name));
  if (unknown.length > 0)
    throw badInput(`There is no column "${unknown[0]}"; there are ${names.slice(0, 20).join(", ")}.`);
  const dialect: Dialect = {
    delimiter: found.delimiter,
    quote: found.quote,
    escape: found.escape,
    comment: found.comment,
    header,
    skipLines: (options.skipLines ?? 0) + found.skipLines,
    nullValues: options.nullValues,
    dateFormat: found.dateFormat,
    timestampFormat: found.timestampFormat,
    decimalSeparator: options.decimalSeparator,
    bytesPerRow,
    columns,
  };
  return { dialect, notices };
}

/** The cells of the header row, as they stand there; null where it has fewer than there are columns. */
async function headerCells(sample: string, found: Sniffed): Promise<(string | null)[]> {
  const cells = firstRecord(await readFile(sample, "utf8"), found);
  return found.types.map((_, index) => cells[index] || null);
}

const columnsAtOnce = 100;

/** Columns that would be read as DOUBLE though they hold whole numbers of 16 digits or more: it keeps 15. */
async function longNumbers(
  connection: DuckDBConnection,
  sample: string,
  found: Sniffed,
): Promise<Set<number>> {
  const doubles = found.types.flatMap((type, index) => (type === "DOUBLE" ? [index] : []));
  const long = new Set<number>();
  for (let from = 0; from < doubles.length; from += columnsAtOnce) {
    const some = doubles.slice(from, from + columnsAtOnce);
    const tests = some.map((index) => `bool_or(regexp_full_match(c${index}, '[+-]?\\d{16,}'))`);
    const result = await connection.runAndReadAll(
      `SELECT ${tests.join(", ")} FROM ${asTexts(sample, found)}`,
    );
    const answers = result.getRows()[0] ?? [];
    for (const [place, index] of some.entries()) if (answers[place] === true) long.add(index);
  }
  return long;
}

function asTexts(sample: string, found: Sniffed): string {
  const columns = found.types.map((_, index) => `c${index}: 'VARCHAR'`);
  return `read_csv(${quoteText(sample)}, auto_detect = false, header = ${found.header}, skip = ${found.skipLines},
    delim = ${quoteText(found.delimiter)}, quote = ${quoteText(found.quote)}, escape = ${quoteText(found.escape)},
    comment = ${quoteText(found.comment)}, null_padding = true, ignore_errors = true, parallel = false,
    columns = {${columns.join(", ")}})`;
}
