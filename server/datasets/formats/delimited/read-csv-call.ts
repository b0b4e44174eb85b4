import { quoteText } from "../../engine/sql-text";
import type { Dialect } from "./dialect";

export interface ReadCsvExtras {
  /** "parallel" is fast; "exact" reads with one thread, never loses a reject, and needs little memory. */
  readonly mode: "parallel" | "exact";
  readonly maxLineBytes: number;
  /** Where refused rows are noted: names of two temporary tables that do not exist yet. */
  readonly rejects: { readonly table: string; readonly scans: string; readonly limit: number };
}

const bufferBytes = { parallel: 32_000_000, exact: 8_400_000 };

/** The call of DuckDB's reader for a text in a known dialect. */
export function readCsvCall(file: string, dialect: Dialect, extras: ReadCsvExtras): string {
  const columns = dialect.columns.map(({ name, type }) => `${quoteText(name)}: ${quoteText(type)}`);
  const settings = [
    "auto_detect = false",
    "strict_mode = true",
    `delim = ${quoteText(dialect.delimiter)}`,
    `quote = ${quoteText(dialect.quote)}`,
    `escape = ${quoteText(dialect.escape)}`,
    `comment = ${quoteText(dialect.comment)}`,
    `header = ${dialect.header}`,
    `skip = ${dialect.skipLines}`,
    `nullstr = [${["", ...dialect.nullValues].map(quoteText).join(", ")}]`,
    `decimal_separator = ${quoteText(dialect.decimalSeparator)}`,
    `columns = {${columns.join(", ")}}`,
    `max_line_size = ${extras.maxLineBytes}`,
    // Left alone it would be sixteen times the longest line, several times over.
    `buffer_size = ${Math.max(bufferBytes[extras.mode], extras.maxLineBytes)}`,
    "store_rejects = true",
    `rejects_table = ${quoteText(extras.rejects.table)}`,
    `rejects_scan = ${quoteText(extras.rejects.scans)}`,
    `rejects_limit = ${extras.rejects.limit}`,
  ];
  if (extras.mode === "exact") settings.push("parallel = false");
  if (dialect.dateFormat) settings.push(`dateformat = ${quoteText(dialect.dateFormat)}`);
  if (dialect.timestampFormat) settings.push(`timestampformat = ${quoteText(dialect.timestampFormat)}`);
  return `read_csv(${quoteText(file)}, ${settings.join(", ")})`;
}
