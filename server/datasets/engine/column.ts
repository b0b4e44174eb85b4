import type { Plain } from "./plain-value";

/** One column of a stored table. */
export interface Column {
  readonly name: string;
  /** DuckDB's name of the type: BIGINT, DOUBLE, VARCHAR, BOOLEAN, DATE, TIMESTAMP, JSON, … */
  readonly type: string;
  /** Whether any row has no value here. */
  readonly nullable: boolean;
}

/** One row as plain JSON, keyed by column name, in the columns' order. */
export type TableRow = Readonly<Record<string, Plain>>;
