import { AppError, badInput, type Problem, toError } from "../../core/errors";

/** How many lines `queryTables` puts before a person's SQL. */
const linesBefore = 1;

const wide = (character: string) => (character.codePointAt(0)! >= 0x1100 ? 2 : 1);

/** DuckDB's error as the caller's: BAD_USER_INPUT with its place, or LIMIT_EXCEEDED for memory and disk. */
export function readSqlFault(thrown: unknown): AppError {
  const { message } = toError(thrown);
  const [kind = "", first = message] = /^(.*?) Error: ([^\n]*)/.exec(message)?.slice(1) ?? [];
  if (kind === "Out of Memory") {
    const text = "The query needs more memory or disk than it may use; filter or aggregate earlier.";
    return new AppError("LIMIT_EXCEEDED", text, { cause: thrown });
  }
  if (kind === "INTERNAL" || kind === "FATAL" || kind === "") {
    return new AppError("INTERNAL", "The SQL engine failed.", { cause: thrown });
  }
  const code = kind === "Binder" ? "sql-binding" : kind === "Catalog" ? "sql-catalog" : "sql-failed";
  const problem: Problem = { code, message: `${kind} error: ${first}`, ...findPlace(message) };
  return badInput(`The SQL failed: ${problem.message}`, [problem]);
}

/** Reads "LINE 3: select a, b\n     ^": the engine counts display cells, and shows only part of a long line. */
function findPlace(message: string): { line?: number; column?: number } {
  const found = /\n(LINE (\d+): )(.*)\n( *)\^/.exec(message);
  if (!found) return {};
  const [, prefix = "", lineNumber, excerpt = "", blanks = ""] = found;
  const line = Number(lineNumber) - linesBefore;
  if (line < 1) return {};
  if (excerpt.startsWith("...")) return { line };
  let cells = blanks.length - prefix.length;
  let column = 1;
  for (const character of excerpt) {
    if (cells <= 0) break;
    cells -= wide(character);
    column += character.length;
  }
  return { line, column };
}
