import { defineMachine } from "../core/machine";
import type { Column } from "./engine/column";
import type { Detected, Notice } from "./formats/format";

export const datasetStatuses = ["PENDING", "IMPORTING", "READY", "FAILED", "CANCELLED"] as const;
export type DatasetStatus = (typeof datasetStatuses)[number];

/** Why an import failed, and where in the file when that is known. */
export interface ImportError {
  readonly code: string;
  readonly message: string;
  /** Both from 1. */
  readonly line?: number;
  readonly column?: number;
}

/** What an import found. */
export interface ImportOutcome {
  readonly columns: readonly Column[];
  readonly rowCount: number;
  readonly rejectedCount: number;
  readonly tableBytes: number;
  readonly contentHash: string;
  readonly notices: readonly Notice[];
  readonly detected: Detected;
}

/** A new import: with another format or other options when they are given. */
export interface NewImport {
  readonly jobId: string;
  readonly format: string;
  /** JSON. */
  readonly options: string;
}

/** What the dataset machine looks at and changes; the other columns are what people say about the dataset. */
export interface DatasetState {
  readonly status: DatasetStatus;
  readonly jobId: string | null;
  readonly format: string;
  readonly options: string;
  readonly columns: string | null;
  readonly rowCount: bigint | null;
  readonly rejectedCount: bigint;
  readonly tableBytes: bigint | null;
  readonly contentHash: string | null;
  readonly error: string | null;
  readonly notices: string | null;
  readonly detected: string | null;
  readonly importedAt: Date | null;
  readonly updatedAt: Date;
}

export const datasetMachine = defineMachine<DatasetState>()({
  name: "dataset",
  states: datasetStatuses,
  initial: "PENDING",
  terminal: ["READY"],
  transitions: {
    start: { from: ["PENDING"], to: "IMPORTING" },
    succeed: {
      from: ["IMPORTING"],
      to: "READY",
      action: (_dataset: DatasetState, found: ImportOutcome, now: Date) => ({
        columns: JSON.stringify(found.columns),
        rowCount: BigInt(found.rowCount),
        rejectedCount: BigInt(found.rejectedCount),
        tableBytes: BigInt(found.tableBytes),
        contentHash: found.contentHash,
        notices: JSON.stringify(found.notices),
        detected: JSON.stringify(found.detected),
        error: null,
        importedAt: now,
      }),
    },
    /** Also before the start: a job that could not begin takes its dataset along. */
    fail: {
      from: ["PENDING", "IMPORTING"],
      to: "FAILED",
      action: (_dataset: DatasetState, error: ImportError) => ({ error: JSON.stringify(error) }),
    },
    cancel: { from: ["PENDING", "IMPORTING"], to: "CANCELLED" },
    /** The raw file is still there: another try, perhaps with other options. */
    retry: {
      from: ["FAILED", "CANCELLED"],
      to: "PENDING",
      action: (_dataset: DatasetState, again: NewImport) => ({ ...again, error: null }),
    },
  },
  hooks: { afterTransition: (_dataset, _done, now) => ({ updatedAt: now }) },
});
