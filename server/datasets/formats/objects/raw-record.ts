/** One record's text as it stands in the file, or why it could not be kept. Lines and columns count from 1. */
export interface RawRecord {
  readonly text: string;
  readonly line: number;
  readonly column: number;
  readonly refused: "TOO_LONG" | "TOO_DEEP" | null;
}

export interface ScanLimits {
  /** Characters of one record. */
  readonly maxRecord: number;
  readonly maxDepth: number;
}
