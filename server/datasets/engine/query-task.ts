import type { ProcessPool } from "./process-pool";

/** A table as a file that the engine scans itself. */
export interface PlacedTable {
  readonly name: string;
  readonly path: string;
  readonly format: "ndjson" | "parquet";
}

export interface QueryLimits {
  readonly memoryMegabytes: number;
  readonly threads: number;
  /** How much one query may spill to disk, in megabytes. */
  readonly scratchMegabytes: number;
  /** How large the result may be, in megabytes. */
  readonly outputMegabytes: number;
  readonly timeoutMs: number;
}

export interface QueryTask {
  readonly kind: "query";
  /** One SELECT statement that `checkSql` found nothing wrong with. */
  readonly sql: string;
  readonly tables: readonly PlacedTable[];
  readonly outputFile: string;
  readonly scratchFolder: string;
  readonly limits: QueryLimits;
}

export interface QueryResult {
  readonly rowCount: number;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/** Runs people's queries in processes of its own. */
export type QueryPool = ProcessPool<QueryTask, { query: QueryResult }>;
