import type { DuckDBDataChunk, DuckDBResult, DuckDBValueConverter } from "@duckdb/node-api";
import type { TableRow } from "./column";
import { parseJsonText } from "./parse-json-text";
import { type Plain, plainValue } from "./plain-value";

/** How one column of a result becomes plain values. */
export interface ColumnReader {
  readonly name: string;
  readonly convert: DuckDBValueConverter<Plain>;
}

/** Only the result knows that a column is JSON; to its chunks it is plain text. */
export function columnReaders(result: DuckDBResult): ColumnReader[] {
  return result.columnNames().map((name, index) => ({
    name,
    convert: result.columnType(index).alias === "JSON" ? jsonValue : plainValue,
  }));
}

const jsonValue: DuckDBValueConverter<Plain> = (value) =>
  value === null ? null : parseJsonText(value as string);

/** The rows of one chunk as plain objects. */
export function rowsOfChunk(chunk: DuckDBDataChunk, columns: readonly ColumnReader[]): TableRow[] {
  const rows: Record<string, Plain>[] = Array.from({ length: chunk.rowCount }, () => ({}));
  columns.forEach(({ name, convert }, column) => {
    const values = chunk.convertColumnValues(column, convert);
    // Imported tables have no column of this name; a table from elsewhere must not reach a prototype either.
    const set = name === "__proto__" ? define : assign;
    for (let row = 0; row < rows.length; row++) set(rows[row]!, name, values[row] ?? null);
  });
  return rows;
}

function assign(row: Record<string, Plain>, name: string, value: Plain): void {
  row[name] = value;
}

function define(row: Record<string, Plain>, name: string, value: Plain): void {
  Object.defineProperty(row, name, { value, enumerable: true, configurable: true, writable: true });
}
