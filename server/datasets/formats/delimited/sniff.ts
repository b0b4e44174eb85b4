import type { DuckDBConnection } from "@duckdb/node-api";
import { AppError, badInput } from "../../../core/errors";
import { quoteName, quoteText } from "../../engine/sql-text";
import { columnNames } from "../column-names";
import type { Notice, ReadContext } from "../format";
import type { Dialect } from "./dialect";
import type { DelimitedOptions } from "./options";
import { type Sniffed, searchDialect } from "./search-dialect";

/** Finds out, from a sample, what the person did not say: dialect, column names and types. */
export async function sniff(
  sample: string,
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
    header ? await firstRow(connection, sample, found) : found.types.map((_, index) => `column_${index + 1}`),
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
    columns,
  };
  return { dialect, notices };
}

/** The cells of the header row, as they stand there. */
async function firstRow(
  connection: DuckDBConnection,
  sample: string,
  found: Sniffed,
): Promise<(string | null)[]> {
  const rows = await connection.runAndReadAll(
    `SELECT * FROM ${plainRead(sample, found, false, 100)} LIMIT 1`,
  );
  const cells = rows.getRows()[0] ?? [];
  return found.types.map((_, index) => (cells[index] === undefined ? null : (cells[index] as string | null)));
}

/** Columns that would be read as DOUBLE though they hold whole numbers of 16 digits or more: it keeps 15. */
async function longNumbers(
  connection: DuckDBConnection,
  sample: string,
  found: Sniffed,
): Promise<Set<number>> {
  const doubles = found.types.flatMap((type, index) => (type === "DOUBLE" ? [index] : []));
  if (doubles.length === 0) return new Set();
  const tests = doubles.map(
    (index) => `bool_or(regexp_full_match(${quoteName(`c${index}`)}, '[+-]?\\d{16,}'))`,
  );
  const result = await connection.runAndReadAll(
    `SELECT ${tests.join(", ")} FROM ${plainRead(sample, found, found.header, 0)}`,
  );
  return new Set(doubles.filter((_, position) => result.getRows()[0]?.[position] === true));
}

function plainRead(sample: string, found: Sniffed, header: boolean, spare: number): string {
  const columns = Array.from({ length: found.types.length + spare }, (_, index) => `'c${index}': 'VARCHAR'`);
  return `read_csv(${quoteText(sample)}, auto_detect = false, header = ${header}, skip = ${found.skipLines},
    delim = ${quoteText(found.delimiter)}, quote = ${quoteText(found.quote)}, escape = ${quoteText(found.escape)},
    comment = ${quoteText(found.comment)}, null_padding = true, ignore_errors = true, parallel = false,
    columns = {${columns.join(", ")}})`;
}
