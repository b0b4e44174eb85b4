import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteName } from "../../engine/sql-text";
import type { Reject } from "../format";
import type { LineCounter } from "../text/line-counter";

const codes: Readonly<Record<string, Reject["code"]>> = {
  CAST: "WRONG_TYPE",
  "MISSING COLUMNS": "TOO_FEW_CELLS",
  "TOO MANY COLUMNS": "TOO_MANY_CELLS",
  "UNQUOTED VALUE": "BAD_QUOTING",
  "INVALID STATE": "BAD_QUOTING",
  "LINE SIZE OVER MAXIMUM": "TOO_LONG",
  "INVALID ENCODING": "BAD_ENCODING",
};

export interface CollectedRejects {
  /** Rows, each once, in the order of the file. */
  readonly rejects: readonly Reject[];
  /** How many rows were refused; infinite when there were more errors than the engine was told to note. */
  readonly count: number;
  /** Line, from 1, of a quote that is never closed and swallows all that follows; null without one. */
  readonly openQuoteLine: number | null;
  /** Where the refused rows begin: bytes from 0. */
  readonly starts: ReadonlySet<number>;
}

/**
 * Reads what the engine noted about refused rows. The engine counts rows, not lines; the real line comes from the
 * row's place in the file.
 */
export async function collectRejects(
  connection: DuckDBConnection,
  table: string,
  limits: { keep: number; noted: number },
  lines: LineCounter,
): Promise<CollectedRejects> {
  const name = quoteName(table);
  const totals = await connection.runAndReadAll(
    `SELECT count(*), count(DISTINCT line_byte_position) FROM ${name}`,
  );
  const [errors, count] = (totals.getRows()[0] ?? []).map(Number);
  const noted = await connection.runAndReadAll(
    `SELECT line_byte_position - 1, error_type::VARCHAR, column_name, error_message, csv_line
       FROM ${name}
    QUALIFY row_number() OVER (PARTITION BY line_byte_position ORDER BY column_idx, error_type) = 1
      ORDER BY line_byte_position LIMIT ${limits.keep}`,
  );
  const rejects: Reject[] = [];
  const starts = new Set<number>();
  let openQuoteLine: number | null = null;
  for (const [at, type, column, message, text] of noted.getRows()) {
    const start = Number(at);
    const line = await lines.lineAt(start);
    const code = codes[String(type)] ?? "BAD_QUOTING";
    starts.add(start);
    if (type === "UNQUOTED VALUE" && /[\r\n]/.test(String(text))) openQuoteLine ??= line;
    const reject: Reject = {
      line,
      code,
      reason: reason(code, String(message)),
      excerpt: String(text ?? "").slice(0, 200),
    };
    rejects.push(column === null ? reject : { ...reject, column: String(column) });
  }
  return {
    rejects,
    count: (errors ?? 0) >= limits.noted ? Number.POSITIVE_INFINITY : (count ?? 0),
    openQuoteLine,
    starts,
  };
}

/** The engine's sentence, shortened: it may quote a whole cell. */
function reason(code: Reject["code"], message: string): string {
  if (code === "TOO_FEW_CELLS" || code === "TOO_MANY_CELLS") {
    const found = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(message);
    if (found) return `The row has ${found[2]} cells; there are ${found[1]} columns.`;
  }
  if (code === "BAD_QUOTING")
    return "A quote is opened and not closed, or something follows a closing quote.";
  if (code === "BAD_ENCODING") return "The row is not valid UTF-8.";
  const cast = /Could not convert string "([\s\S]*)" to '?([A-Z ]+)'?/.exec(message);
  if (cast) return `"${cast[1]!.slice(0, 80)}" is not of type ${cast[2]!.trim()}.`;
  return message.split("\n")[0]!.slice(0, 200);
}
