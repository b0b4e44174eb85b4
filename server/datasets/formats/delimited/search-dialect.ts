import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteText } from "../../engine/sql-text";
import type { DelimitedOptions } from "./options";

/** What the engine's search says of a sample, and what the person said before it. */
export interface Sniffed {
  delimiter: string;
  quote: string;
  escape: string;
  comment: string;
  skipLines: number;
  header: boolean;
  types: string[];
  dateFormat: string | null;
  timestampFormat: string | null;
}

/**
 * The strict search finds titles above a table, the lenient one a table with bad rows, the one without quotes a table
 * with a quote that is never closed (whose import then says where). The first that sees the most columns is right.
 */
export async function searchDialect(
  connection: DuckDBConnection,
  sample: string,
  options: DelimitedOptions,
): Promise<Sniffed | null> {
  let best: Sniffed | null = null;
  for (const mode of ["strict", "lenient", "unquoted"] as const) {
    const found = await ask(connection, sample, options, mode);
    if (found && found.types.length > (best?.types.length ?? 0)) best = found;
    if (best && best.types.length > 1) break;
  }
  return best;
}

async function ask(
  connection: DuckDBConnection,
  sample: string,
  options: DelimitedOptions,
  mode: "strict" | "lenient" | "unquoted",
): Promise<Sniffed | null> {
  const settings = ["sample_size = -1", `ignore_errors = ${mode !== "strict"}`];
  if (options.delimiter !== null) settings.push(`delim = ${quoteText(options.delimiter)}`);
  const [asked, escaping] = mode === "unquoted" ? ["", ""] : [options.quote, options.escape];
  if (asked !== null) settings.push(`quote = ${quoteText(asked)}`);
  if (escaping !== null) settings.push(`escape = ${quoteText(escaping)}`);
  if (options.header !== null) settings.push(`header = ${options.header}`);
  if (options.skipLines !== null) settings.push("skip = 0");
  if (options.dateFormat !== null) settings.push(`dateformat = ${quoteText(options.dateFormat)}`);
  if (options.timestampFormat !== null)
    settings.push(`timestampformat = ${quoteText(options.timestampFormat)}`);
  settings.push(`decimal_separator = ${quoteText(options.decimalSeparator)}`);
  settings.push(`nullstr = [${["", ...options.nullValues].map(quoteText).join(", ")}]`);
  let rows: Record<string, unknown>[];
  try {
    const result = await connection.runAndReadAll(
      `SELECT Delimiter, Quote, Escape, Comment, SkipRows, HasHeader, DateFormat, TimestampFormat,
              list_transform(Columns, lambda c: c.type)::JSON::VARCHAR AS Types
         FROM sniff_csv(${quoteText(sample)}, ${settings.join(", ")})`,
    );
    rows = result.getRowObjectsJS();
  } catch {
    return null;
  }
  const row = rows[0];
  if (!row) return null;
  const text = (key: string) => (row[key] === "(empty)" ? "" : String(row[key] ?? ""));
  // A quote that the sample does not show may still come later in the file.
  const quote = options.quote ?? (text("Quote") || '"');
  return {
    delimiter: options.delimiter ?? (text("Delimiter") || ","),
    quote,
    escape: options.escape ?? (text("Escape") || quote),
    comment: text("Comment") === "\0" ? "" : text("Comment"),
    skipLines: Number(row.SkipRows),
    header: row.HasHeader === true,
    types: JSON.parse(String(row.Types)) as string[],
    dateFormat: row.DateFormat ? String(row.DateFormat) : null,
    timestampFormat: row.TimestampFormat ? String(row.TimestampFormat) : null,
  };
}
