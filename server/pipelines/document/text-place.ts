import type { Position } from "./path";

/** Where a text of the document (code, a query, a prompt) begins in it. */
export interface TextPlace extends Position {
  /**
   * How its lines stand in the document. "block": as they are, all from this column on; "line": it is one line;
   * "folded": lines were joined, so that only the beginning is known.
   */
  readonly lines: "block" | "line" | "folded";
}

/** A place inside a text, both from 1, as a place in the document; the text's beginning where that is not known. */
export function insideText(place: TextPlace, line: number, column: number): Position {
  if (place.lines === "block") return { line: place.line + line - 1, column: place.column + column - 1 };
  if (place.lines === "line") return { line: place.line, column: place.column + column - 1 };
  return { line: place.line, column: place.column };
}
