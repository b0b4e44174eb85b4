import { rm, writeFile } from "node:fs/promises";
import { AppError, badInput } from "../../core/errors";
import { checkSql } from "./check-sql";
import type { PlacedTable, QueryLimits, QueryPool, QueryResult } from "./query-task";

/** A table that a query may read: a file the engine scans itself, or rows that are first written to one. */
export type TableSource =
  | { readonly file: { readonly path: string; readonly format: "ndjson" | "parquet" } }
  | { readonly file?: null; batches(): AsyncIterable<readonly object[]> };

export interface QueryRequest {
  /** One SELECT statement; see `checkSql`. */
  readonly sql: string;
  /** The only tables it can see, by name. */
  readonly tables: Readonly<Record<string, TableSource>>;
  /** Where the result goes, as NDJSON of plain JSON (see `plainSelection`). Temporary files are put beside it. */
  readonly outputFile: string;
  readonly signal: AbortSignal;
  /** Longest time, in milliseconds. */
  readonly timeoutMs?: number;
}

/**
 * Runs a SELECT over the given tables and nothing else: no other file, no network, no settings.
 * Throws BAD_USER_INPUT with problems (line and column where the engine tells), LIMIT_EXCEEDED (memory, disk, result),
 * TIMED_OUT, CANCELLED.
 */
export type QueryTables = (request: QueryRequest) => Promise<QueryResult>;

const defaultLimits: QueryLimits = {
  memoryMegabytes: 768,
  threads: 2,
  scratchMegabytes: 8_000,
  outputMegabytes: 8_000,
  timeoutMs: 600_000,
};

export function createQueryTables(pool: QueryPool, options: Partial<QueryLimits> = {}): QueryTables {
  return async ({ sql, tables, outputFile, signal, timeoutMs }) => {
    const problems = await checkSql(sql, Object.keys(tables));
    if (problems.length > 0) throw badInput("The SQL cannot run.", problems);
    const limits = { ...defaultLimits, ...options, ...(timeoutMs !== undefined && { timeoutMs }) };
    const scratchFolder = `${outputFile}.spill`;
    const temporary: string[] = [];
    try {
      const placed: PlacedTable[] = [];
      for (const [name, source] of Object.entries(tables)) placed.push(await place(name, source));
      const task = { kind: "query", sql, tables: placed, outputFile, scratchFolder, limits } as const;
      return await pool.run(task, { signal });
    } catch (error) {
      await rm(outputFile, { force: true });
      throw signal.aborted ? new AppError("CANCELLED", "The query was cancelled.") : error;
    } finally {
      for (const path of [...temporary, scratchFolder]) await rm(path, { recursive: true, force: true });
    }

    async function place(name: string, source: TableSource): Promise<PlacedTable> {
      if (source.file) return { name, ...source.file };
      const path = `${outputFile}.${temporary.length}.ndjson`;
      temporary.push(path);
      await writeFile(path, linesOf(source.batches()), { signal });
      return { name, path, format: "ndjson" };
    }
  };
}

async function* linesOf(batches: AsyncIterable<readonly object[]>): AsyncIterable<string> {
  for await (const rows of batches) yield rows.map((row) => `${JSON.stringify(row)}\n`).join("");
}
