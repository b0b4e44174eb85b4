import type { Column } from "./column";
import type { Engine } from "./open-engine";
import { quoteText } from "./sql-text";

export interface TableDescription {
  readonly columns: readonly Column[];
  readonly rowCount: number;
}

/** Columns and row count of a Parquet file, from its footer alone: no row is read. */
export async function describeTable(engine: Engine, file: string): Promise<TableDescription> {
  const connection = await engine.connect();
  try {
    const path = quoteText(file);
    const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM read_parquet(${path})`);
    const counted = await connection.runAndReadAll(`SELECT num_rows FROM parquet_file_metadata(${path})`);
    const nulls = await connection.runAndReadAll(
      `SELECT column_id, coalesce(sum(stats_null_count), 1) > 0 FROM parquet_metadata(${path}) GROUP BY column_id`,
    );
    const nullable = new Map(nulls.getRows().map(([id, some]) => [Number(id), some === true]));
    return {
      rowCount: Number(counted.getRows()[0]?.[0] ?? 0),
      columns: described.getRows().map(([name, type], index) => ({
        name: String(name),
        type: String(type),
        nullable: nullable.get(index) ?? false,
      })),
    };
  } finally {
    connection.closeSync();
  }
}
