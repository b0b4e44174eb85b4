/** How much an import may take. All of it can be set; beyond any of it the import fails and says which. */
export interface ImportLimits {
  /** Size of the raw file, in bytes. */
  readonly maxBytes: number;
  readonly maxRows: number;
  readonly maxColumns: number;
  /** Size of one value, in bytes of UTF-8; in a delimited text, of one whole line. */
  readonly maxCellBytes: number;
  /** How deep one JSON value may nest. */
  readonly maxDepth: number;
  /** Rows that may be refused before the import fails. */
  readonly maxRejects: number;
  /** Memory of the engine that parses, in megabytes. */
  readonly memoryMegabytes: number;
  readonly threads: number;
}

export const defaultImportLimits: ImportLimits = {
  maxBytes: 4 * 2 ** 30,
  maxRows: 100_000_000,
  maxColumns: 2_000,
  maxCellBytes: 8 * 2 ** 20,
  maxDepth: 64,
  maxRejects: 1_000,
  memoryMegabytes: 200,
  threads: 2,
};
