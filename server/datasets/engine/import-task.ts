import type { ImportedTable, Preview } from "../formats/format";
import type { ImportLimits } from "../import-limits";
import type { Column } from "./column";
import type { ProcessPool } from "./process-pool";

interface ReadTask {
  readonly format: string;
  /** As the format's schema gave them back. */
  readonly options: unknown;
  readonly rawFile: string;
  /** An existing, empty folder on the data's file system; the caller removes it. */
  readonly scratchFolder: string;
  readonly limits: ImportLimits;
}

export interface ImportTask extends ReadTask {
  readonly kind: "import";
}

export interface PreviewTask extends ReadTask {
  readonly kind: "preview";
  /** How many rows at most. */
  readonly rows: number;
}

/** What an import leaves: two files in the scratch folder, on the disk for good, and what to say of them. */
export interface ImportResult extends ImportedTable {
  readonly columns: readonly Column[];
  readonly tableFile: string;
  readonly tableBytes: number;
  /** SHA-256 of the table file, hexadecimal. */
  readonly contentHash: string;
  /** The kept rejects as NDJSON; null when there are none. */
  readonly rejectsFile: string | null;
}

export interface TaskResults {
  import: ImportResult;
  preview: Preview;
}

export type EngineTask = ImportTask | PreviewTask;

/** Reads files in processes of its own. */
export type ImportPool = ProcessPool<EngineTask, TaskResults>;
