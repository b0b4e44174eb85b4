import { rm, writeFile } from "node:fs/promises";
import type { DuckDBConnection } from "@duckdb/node-api";
import { AppError, badInput } from "../../core/errors";
import { checkSql, withoutSemicolon } from "./check-sql";
import { ndjsonReader } from "./ndjson-reader";
import { openEngine } from "./open-engine";
import { plainSelection } from "./plain-selection";
import { readSqlFault } from "./read-sql-fault";
import { quoteName, quoteText } from "./sql-text";

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

export interface QueryResult {
  readonly rowCount: number;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/**
 * Runs a SELECT over the given tables and nothing else: no other file, no network, no settings.
 * Throws BAD_USER_INPUT with problems (line and column where the engine tells), LIMIT_EXCEEDED (memory, disk),
 * TIMED_OUT, CANCELLED.
 */
export type QueryTables = (request: QueryRequest) => Promise<QueryResult>;

export interface QueryLimits {
  readonly memoryMegabytes: number;
  readonly threads: number;
  /** How much one query may spill to disk, in megabytes. */
  readonly scratchMegabytes: number;
  readonly timeoutMs: number;
}

const defaultLimits: QueryLimits = {
  memoryMegabytes: 768,
  threads: 2,
  scratchMegabytes: 8_000,
  timeoutMs: 600_000,
};

/** Each query gets an engine of its own: what it may touch is fixed when an engine opens, and 10 ms is cheap. */
export function createQueryTables(options: Partial<QueryLimits> = {}): QueryTables {
  const limits = { ...defaultLimits, ...options };
  return async (request) => {
    const problems = await checkSql(request.sql, Object.keys(request.tables));
    if (problems.length > 0) throw badInput("The SQL cannot run.", problems);
    const scratchFolder = `${request.outputFile}.spill`;
    const temporary: string[] = [];
    try {
      const tables: Placed[] = [];
      for (const [name, source] of Object.entries(request.tables)) tables.push(await place(name, source));
      return await query(request, tables, scratchFolder, limits);
    } catch (error) {
      await rm(request.outputFile, { force: true });
      throw request.signal.aborted ? new AppError("CANCELLED", "The query was cancelled.") : error;
    } finally {
      for (const path of [...temporary, scratchFolder]) await rm(path, { recursive: true, force: true });
    }

    async function place(name: string, source: TableSource): Promise<Placed> {
      if (source.file) return { name, ...source.file };
      const path = `${request.outputFile}.${temporary.length}.ndjson`;
      temporary.push(path);
      await writeFile(path, linesOf(source.batches()), { signal: request.signal });
      return { name, path, format: "ndjson" };
    }
  };
}

async function* linesOf(batches: AsyncIterable<readonly object[]>): AsyncIterable<string> {
  for await (const rows of batches) yield rows.map((row) => `${JSON.stringify(row)}\n`).join("");
}

interface Placed {
  readonly name: string;
  readonly path: string;
  readonly format: "ndjson" | "parquet";
}

async function query(
  request: QueryRequest,
  tables: readonly Placed[],
  scratchFolder: string,
  limits: QueryLimits,
): Promise<QueryResult> {
  const engine = await openEngine({
    ...limits,
    folders: [],
    files: [...tables.map(({ path }) => path), request.outputFile],
    scratchFolder,
  });
  try {
    const connection = await engine.connect();
    const timeoutMs = request.timeoutMs ?? limits.timeoutMs;
    return await interruptible(connection, request.signal, timeoutMs, async () => {
      for (const table of tables) await createView(connection, table);
      const inner = withoutSemicolon(request.sql);
      const prepared = await connection.prepare(`SELECT * FROM (\n${inner}\n)`);
      const columns = Array.from({ length: prepared.columnCount }, (_, at) => ({
        name: prepared.columnName(at),
        type: prepared.columnType(at),
      }));
      prepared.destroySync();
      const selection = plainSelection(columns);
      const copied = await connection.runAndReadAll(
        `COPY (SELECT ${selection} FROM (\n${inner}\n)) TO ${quoteText(request.outputFile)} (FORMAT json)`,
      );
      const rowCount = Number(copied.getRows()[0]?.[0] ?? 0);
      return { rowCount, columns: columns.map(({ name, type }) => ({ name, type: type.toString() })) };
    });
  } finally {
    engine.close();
  }
}

async function createView(connection: DuckDBConnection, { name, path, format }: Placed): Promise<void> {
  const reader =
    format === "parquet" ? `read_parquet(${quoteText(path)})` : await ndjsonReader(connection, path);
  await connection.run(`CREATE VIEW ${quoteName(name)} AS SELECT * FROM ${reader}`);
}

/** Interrupts the statement when the signal fires or the time is up. */
async function interruptible<T>(
  connection: DuckDBConnection,
  signal: AbortSignal,
  timeoutMs: number,
  work: () => Promise<T>,
): Promise<T> {
  let timedOut = false;
  const interrupt = () => connection.interrupt();
  const timer = setTimeout(() => {
    timedOut = true;
    interrupt();
  }, timeoutMs);
  signal.addEventListener("abort", interrupt);
  try {
    if (signal.aborted) throw new Error("aborted");
    return await work();
  } catch (error) {
    if (signal.aborted) throw error;
    if (timedOut)
      throw new AppError("TIMED_OUT", `The query took longer than ${timeoutMs} ms and was stopped.`);
    throw readSqlFault(error);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", interrupt);
    connection.closeSync();
  }
}
