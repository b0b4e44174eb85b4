import type { Row, Table } from "./table";

/** The first `count` rows of a table, in its order. */
export function firstRows(table: Table, count: number): Table {
  if (count >= table.rowCount) return table;
  return {
    rowCount: count,
    file: null,
    async *batches(): AsyncIterable<readonly Row[]> {
      let left = count;
      for await (const batch of table.batches()) {
        if (left <= batch.length) {
          yield batch.slice(0, left);
          return;
        }
        left -= batch.length;
        yield batch;
      }
    },
  };
}
