import type { Row, Table } from "./table";

/** Rows handed to a consumer at a time. */
export const BATCH_ROWS = 1_000;

/** A table whose rows are in memory. The array must not change afterwards. */
export function memoryTable(rows: readonly Row[]): Table {
  return {
    rowCount: rows.length,
    file: null,
    async *batches() {
      if (rows.length <= BATCH_ROWS) {
        if (rows.length > 0) yield rows;
        return;
      }
      for (let from = 0; from < rows.length; from += BATCH_ROWS) yield rows.slice(from, from + BATCH_ROWS);
    },
  };
}

/** What an operation without input starts from. */
export const oneEmptyRow: Table = memoryTable([{}]);
