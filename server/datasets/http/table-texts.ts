import type { Column, TableRow } from "../engine/column";
import type { Plain } from "../engine/plain-value";

/** A table as text, piece by piece; the next piece is made when the last one has gone. */
export type TableText = (
  columns: readonly Column[],
  batches: AsyncIterable<readonly TableRow[]>,
) => AsyncIterable<string>;

/** One JSON array of objects. */
export const jsonText: TableText = async function* (_columns, batches) {
  let before = "[\n";
  for await (const rows of batches) {
    yield before + rows.map((row) => JSON.stringify(row)).join(",\n");
    before = ",\n";
  }
  yield before === "[\n" ? "[]\n" : "\n]\n";
};

/** One object a line. */
export const ndjsonText: TableText = async function* (_columns, batches) {
  for await (const rows of batches) yield rows.map((row) => `${JSON.stringify(row)}\n`).join("");
};

/** RFC 4180: a header, CRLF, quotes where needed. No value is an empty cell, an empty text is "". */
export const csvText: TableText = async function* (columns, batches) {
  const names = columns.map(({ name }) => name);
  yield `${names.map(csvCell).join(",")}\r\n`;
  for await (const rows of batches) {
    yield rows.map((row) => `${names.map((name) => csvCell(row[name] ?? null)).join(",")}\r\n`).join("");
  }
};

function csvCell(value: Plain): string {
  if (value === null) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text === "" || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
