import type { DuckDBConnection } from "@duckdb/node-api";
import type { TableRow } from "./column";
import type { Engine } from "./open-engine";
import { columnReaders, rowsOfChunk } from "./rows-of-chunk";
import { quoteName, quoteText } from "./sql-text";

export interface PageRequest {
  /** Rows to leave out first, from 0. */
  readonly offset: number;
  /** How many rows at most. */
  readonly limit: number;
  /** Longer texts are cut to this many characters and end with "…"; a cut JSON value becomes a text. */
  readonly maxCellCharacters?: number;
}

/**
 * A page of a Parquet file in the file's own order; empty beyond its end. The caller has checked the numbers.
 * Aborting interrupts the query.
 */
export async function readPage(
  engine: Engine,
  file: string,
  page: PageRequest,
  signal?: AbortSignal,
): Promise<readonly TableRow[]> {
  signal?.throwIfAborted();
  const connection = await engine.connect();
  const interrupt = () => connection.interrupt();
  signal?.addEventListener("abort", interrupt, { once: true });
  try {
    const columns = await selection(connection, file, page.maxCellCharacters);
    const result = await connection.run(
      `SELECT ${columns} FROM read_parquet(${quoteText(file)}) LIMIT ${page.limit} OFFSET ${page.offset}`,
    );
    const readers = columnReaders(result);
    return (await result.fetchAllChunks()).flatMap((chunk) => rowsOfChunk(chunk, readers));
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener("abort", interrupt);
    connection.closeSync();
  }
}

async function selection(connection: DuckDBConnection, file: string, most?: number): Promise<string> {
  if (most === undefined) return "*";
  const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM read_parquet(${quoteText(file)})`);
  const cut = described.getRows().map(([column, type]) => {
    const name = quoteName(String(column));
    if (type !== "VARCHAR" && type !== "JSON") return name;
    const short = `left(${name}::VARCHAR, ${most}) || '…'`;
    const shown = type === "JSON" ? `to_json(${short})` : short;
    return `CASE WHEN length(${name}::VARCHAR) > ${most} THEN ${shown} ELSE ${name} END AS ${name}`;
  });
  return cut.join(", ");
}
