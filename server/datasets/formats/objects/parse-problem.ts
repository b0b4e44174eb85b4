import type { Problem } from "../../../core/errors";
import type { RawRecord } from "./raw-record";

/** Where, in the file, a record stops being JSON. */
export function parseProblem(error: unknown, record: RawRecord): Problem & { line: number; column: number } {
  const message = error instanceof Error ? error.message : String(error);
  const found = /at position (\d+)/.exec(message);
  const position = found ? Number(found[1]) : record.text.length;
  const before = record.text.slice(0, position);
  const breaks = before.split("\n").length - 1;
  const column = breaks === 0 ? record.column + position : position - before.lastIndexOf("\n");
  const character = record.text[position];
  return {
    code: "BAD_JSON",
    message:
      character === undefined ? "The value is cut off" : `${JSON.stringify(character)} is not expected here`,
    line: record.line + breaks,
    column,
  };
}
