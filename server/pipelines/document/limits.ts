/** How much a pipeline document may hold. Whatever is beyond is refused before it can cost time or memory. */
export const DOCUMENT_LIMITS = {
  /** Bytes of UTF-8. */
  bytes: 1 << 20,
  /** Lexical tokens; bounds parsing to well under half a second. */
  tokens: 60_000,
  /** Values after aliases and merges are expanded. */
  values: 100_000,
  depth: 64,
  /** Problems reported; the rest is summed up in one. */
  problems: 100,
  /** Time for the operators' own checks of all operations together, in milliseconds. */
  checkMs: 10_000,
  /** Rows of a `type: memory` dataset. */
  inlineRows: 1_000,
} as const;
