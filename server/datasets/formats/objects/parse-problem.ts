import type { Problem } from "../../../core/errors";
import { jsonErrorPosition } from "./json-error-position";
import type { RawRecord } from "./raw-record";

/** Where, in the file, a record stops being JSON. */
export function parseProblem({ text, line, column }: RawRecord): Problem & { line: number; column: number } {
  const position = jsonErrorPosition(text);
  const before = text.slice(0, position);
  const breaks = before.split("\n").length - 1;
  const character = text[position];
  return {
    code: "BAD_JSON",
    message:
      character === undefined ? "The value is cut off" : `${JSON.stringify(character)} is not expected here`,
    line: line + breaks,
    column: breaks === 0 ? column + position : position - before.lastIndexOf("\n"),
  };
}
