import type { DuckDBConnection } from "@duckdb/node-api";
import { withoutSemicolon } from "./check-sql";
import { ndjsonReader } from "./ndjson-reader";
import { openEngine } from "./open-engine";
import { plainSelection } from "./plain-selection";
import type { PlacedTable, QueryResult, QueryTask } from "./query-task";
import { readSqlFault } from "./read-sql-fault";
import { quoteName, quoteText } from "./sql-text";

/**
 * Runs one query with an engine of its own, which may touch the tables' files, the output and the scratch folder and
 * nothing else: what an engine may touch is fixed when it opens, and 10 ms is cheap. It cannot be interrupted reliably
 * (the engine looks at that between vectors, and one vector can take gigabytes): its process is killed.
 * Throws BAD_USER_INPUT with problems (line and column where the engine tells), LIMIT_EXCEEDED (memory, disk).
 */
export async function runQuery({
  sql,
  tables,
  outputFile,
  scratchFolder,
  limits,
}: QueryTask): Promise<QueryResult> {
  const files = [...tables.map(({ path }) => path), outputFile];
  const engine = await openEngine({ ...limits, folders: [], files, scratchFolder });
  try {
    const connection = await engine.connect();
    for (const table of tables) await createView(connection, table);
    return await copyTo(connection, withoutSemicolon(sql), outputFile);
  } catch (error) {
    throw readSqlFault(error);
  } finally {
    engine.close();
  }
}

async function copyTo(connection: DuckDBConnection, inner: string, outputFile: string): Promise<QueryResult> {
  const prepared = await connection.prepare(`SELECT * FROM (\n${inner}\n)`);
  const columns = Array.from({ length: prepared.columnCount }, (_, at) => ({
    name: prepared.columnName(at),
    type: prepared.columnType(at),
  }));
  prepared.destroySync();
  const copied = await connection.runAndReadAll(
    `COPY (SELECT ${plainSelection(columns)} FROM (\n${inner}\n)) TO ${quoteText(outputFile)} (FORMAT json)`,
  );
  const rowCount = Number(copied.getRows()[0]?.[0] ?? 0);
  return { rowCount, columns: columns.map(({ name, type }) => ({ name, type: type.toString() })) };
}

async function createView(connection: DuckDBConnection, { name, path, format }: PlacedTable): Promise<void> {
  const reader =
    format === "parquet" ? `read_parquet(${quoteText(path)})` : await ndjsonReader(connection, path);
  await connection.run(`CREATE VIEW ${quoteName(name)} AS SELECT * FROM ${reader}`);
}
