import type { Dialect } from "./dialect";

type Marks = Pick<Dialect, "delimiter" | "quote" | "escape" | "comment" | "skipLines">;

/**
 * The cells of a text's first record, quotes taken off; lines end with a line feed. Read by hand, because the engine needs 240
 * MB to look at 2,000 columns of text.
 */
export function firstRecord(text: string, marks: Marks): string[] {
  const { delimiter, quote, comment, skipLines } = marks;
  const lines = text.split("\n").slice(skipLines);
  const first = lines.findIndex((line) => line.trim() !== "" && !(comment && line.startsWith(comment)));
  const body = lines.slice(Math.max(0, first)).join("\n");
  const cells: string[] = [];
  let cell = "";
  let quoted = false;
  for (let at = 0; at < body.length; at++) {
    const character = body[at]!;
    if (quoted) {
      if (character === marks.escape && body[at + 1] === quote) cell += body[++at];
      else if (character === quote) quoted = false;
      else cell += character;
    } else if (quote !== "" && character === quote && cell === "") quoted = true;
    else if (body.startsWith(delimiter, at)) {
      cells.push(cell);
      cell = "";
      at += delimiter.length - 1;
    } else if (character === "\n") break;
    else cell += character;
  }
  return [...cells, cell];
}
