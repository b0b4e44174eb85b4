const cellsInGroup = 1_228_800;
const bytesInGroup = 48 * 2 ** 20;

/**
 * How tables are written. A row group is held in memory until it is full, so wide rows get shorter ones: about 1.2 million
 * cells, as DuckDB's default is for ten columns, and no more than 48 MiB of text. DuckDB writes at least 2,048 rows.
 */
export function parquetSettings(columnCount: number, bytesPerRow: number): string {
  const byCells = cellsInGroup / Math.max(1, columnCount);
  const byBytes = bytesInGroup / Math.max(1, bytesPerRow);
  const rows = Math.max(2_048, Math.min(122_880, Math.floor(Math.min(byCells, byBytes))));
  return `FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE ${rows}`;
}
