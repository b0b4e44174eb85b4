/** A table that a query may read: a file the engine scans itself, or a few rows in memory. */
export type TableSource =
  | { readonly file: { readonly path: string; readonly format: "ndjson" | "parquet" } }
  | { readonly rows: readonly Readonly<Record<string, unknown>>[] };

export interface QueryRequest {
  /** One SELECT statement; see `checkSql`. */
  readonly sql: string;
  /** The only tables it can see, by name. */
  readonly tables: Readonly<Record<string, TableSource>>;
  /** Where the result goes, as NDJSON. Must not exist yet. */
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
 * Throws BAD_USER_INPUT (with the place in the text where known), LIMIT_EXCEEDED (memory or disk), TIMED_OUT, CANCELLED.
 */
export type QueryTables = (request: QueryRequest) => Promise<QueryResult>;
