/** How a delimited text is to be read; nothing is left to find out. */
export interface Dialect {
  readonly delimiter: string;
  /** "" when quotes are ordinary characters. */
  readonly quote: string;
  readonly escape: string;
  readonly header: boolean;
  readonly skipLines: number;
  /** "" when there are no comment lines. */
  readonly comment: string;
  readonly nullValues: readonly string[];
  readonly dateFormat: string | null;
  readonly timestampFormat: string | null;
  readonly decimalSeparator: string;
  /** The average of the sample. */
  readonly bytesPerRow: number;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}
