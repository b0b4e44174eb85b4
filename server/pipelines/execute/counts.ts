/** Rows of one operation. For operators that map rows to rows: in = out + filtered + failed. */
export interface Counts {
  in: number;
  out: number;
  filtered: number;
  failed: number;
}

/** What one finished operation did. */
export interface OperationReport {
  readonly counts: Readonly<Counts>;
  /** Null when the operation has no price to tell. */
  readonly costMicros: bigint | null;
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly durationMillis: number;
}
