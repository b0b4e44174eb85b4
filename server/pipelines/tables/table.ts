/** One record of a table: plain JSON values only. */
export type Row = Readonly<Record<string, unknown>>;

/** An immutable table between two operations. Small ones live in memory, large ones in an NDJSON or Parquet file. */
export interface Table {
  readonly rowCount: number;
  /** Batches of at most a few thousand rows, in order. May be called again. */
  batches(): AsyncIterable<readonly Row[]>;
  /** Where an engine can read the table itself, without rows passing through JavaScript; null when in memory. */
  readonly file: { readonly path: string; readonly format: "ndjson" | "parquet" } | null;
}

/** Takes rows in order; `write` waits when the disk is slower than the producer. */
export interface TableWriter {
  write(rows: readonly Row[]): Promise<void>;
  /** Takes over a whole table that an engine wrote as NDJSON inside the run's scratch folder. */
  adopt(file: { path: string; rowCount: number }): Promise<void>;
  /** A fresh path inside the run's scratch folder, for an engine to write to. */
  scratchFile(extension: string): string;
}
