import type { DuckDBConnection } from "@duckdb/node-api";
import type { ZodType } from "zod";
import type { Kind } from "../../core/registry";
import type { Column, TableRow } from "../engine/column";
import type { Engine } from "../engine/open-engine";
import type { ImportLimits } from "../import-limits";

/** A row that was refused, and why. Lines count from 1 in the raw file; records of JSON count as lines where one has no line of its own. */
export interface Reject {
  readonly line: number;
  readonly code:
    | "TOO_FEW_CELLS"
    | "TOO_MANY_CELLS"
    | "BAD_QUOTING"
    | "BAD_ENCODING"
    | "WRONG_TYPE"
    | "TOO_LONG"
    | "TOO_DEEP"
    | "BAD_JSON"
    | "NOT_AN_OBJECT";
  readonly reason: string;
  readonly column?: string;
  /** The beginning of what stood there, at most 200 characters. */
  readonly excerpt?: string;
}

/** Something a reader of the table should know, though nothing was lost. */
export interface Notice {
  readonly code:
    | "COLUMN_RENAMED"
    | "KEPT_AS_TEXT"
    | "MIXED_TYPES"
    | "NUL_REMOVED"
    | "NEWLINES_UNIFIED"
    | "UNDECODABLE"
    | "NO_ROWS";
  readonly message: string;
  readonly column?: string;
}

/** What was found out about a file before reading it, for people to check. */
export interface Detected {
  readonly encoding: string;
  readonly delimiter?: string;
  readonly quote?: string;
  readonly escape?: string;
  readonly header?: boolean;
}

export type ColumnName = Pick<Column, "name" | "type">;

export interface Preview {
  readonly columns: readonly ColumnName[];
  readonly rows: readonly TableRow[];
  readonly rejects: readonly Reject[];
  readonly notices: readonly Notice[];
  readonly detected: Detected;
  /** False when the file goes on after what was looked at. */
  readonly complete: boolean;
}

export interface ImportedTable {
  readonly columns: readonly ColumnName[];
  readonly rowCount: number;
  /** How many rows were refused; the first of them are in `rejects`. */
  readonly rejectedCount: number;
  readonly rejects: readonly Reject[];
  readonly notices: readonly Notice[];
  readonly detected: Detected;
}

/** What a format works with. It runs in a process of its own, so it may take its time and its memory. */
export interface ReadContext {
  readonly rawFile: string;
  /** A folder for intermediate files; removed by the caller afterwards. */
  readonly scratchFolder: string;
  /** It may touch the raw file and the scratch folder, and nothing else. */
  readonly engine: Engine;
  readonly connection: DuckDBConnection;
  readonly limits: ImportLimits;
  /** Part done, 0 to 1; may be called as often as one likes. */
  progress(done: number): void;
}

/**
 * One way to read a file as a table. Throws AppError: BAD_USER_INPUT when the file is not of this format at all,
 * LIMIT_EXCEEDED when it is too much. Single bad rows are rejects, not errors.
 */
export interface DatasetFormat<Options = unknown> extends Kind {
  /** File name endings, lower case, with the dot. */
  readonly extensions: readonly string[];
  readonly mediaTypes: readonly string[];
  /** What a person may say about the file; every key has a default that means "find out". */
  readonly options: ZodType<Options>;
  /** Reads the beginning: at most `limit` rows. */
  preview(options: Options, context: ReadContext, limit: number): Promise<Preview>;
  /** Reads all of it into a Parquet file at `target` (inside the scratch folder). */
  import(options: Options, context: ReadContext, target: string): Promise<ImportedTable>;
}
