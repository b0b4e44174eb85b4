/**
 * How tables are written. A row group is held in memory until it is full, so wide tables get shorter ones: about 1.2
 * million cells each, as DuckDB's default is for ten columns.
 */
export function parquetSettings(columnCount: number): string {
  const rows = Math.max(2_048, Math.min(122_880, Math.floor(1_228_800 / Math.max(1, columnCount))));
  return `FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE ${rows}`;
}
