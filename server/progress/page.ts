export const ROW_SHIFT = 9;
export const ROWS_PER_PAGE = 1 << ROW_SHIFT;
export const ROW_MASK = ROWS_PER_PAGE - 1;

/** The hot fields, by their bit in the dirty mask. Cold fields follow, up to 16 in all. */
export const PHASE = 0;
export const STATUS = 1;
export const PROGRESS = 2;
export const LEASE = 3;
export const HOT_FIELDS = ["phase", "status", "progress", "lease"] as const;

/** A key of the dirty log is `row × 16 + field`. */
export const KEY_SHIFT = 4;
export const MAX_FIELDS = 1 << KEY_SHIFT;
export const FIELD_MASK = MAX_FIELDS - 1;

/** Where each column begins in a page's 32-bit words. Hot fields' versions are four columns, in field order. */
export const WORD = {
  progress: 0,
  lease: ROWS_PER_PAGE,
  fence: 2 * ROWS_PER_PAGE,
  version: 3 * ROWS_PER_PAGE,
  stableProgress: 7 * ROWS_PER_PAGE,
  parent: 8 * ROWS_PER_PAGE,
} as const;
const WORDS = 9 * ROWS_PER_PAGE;

/** Where each column begins in a page's 16-bit halves. */
export const HALF = { dirty: 0, epoch: ROWS_PER_PAGE, generation: 2 * ROWS_PER_PAGE } as const;
const HALVES = 3 * ROWS_PER_PAGE;

/** Where each column begins in a page's bytes; phase and status lie at their field's number of pages' rows. */
export const BYTE = {
  phase: PHASE * ROWS_PER_PAGE,
  status: STATUS * ROWS_PER_PAGE,
  stablePhase: 2 * ROWS_PER_PAGE,
} as const;
const BYTES = 3 * ROWS_PER_PAGE;

export const PAGE_BYTES = WORDS * 4 + HALVES * 2 + BYTES;
/** Three views, one buffer and the object that holds them, as V8 lays them out. */
export const PAGE_OVERHEAD_BYTES = 560;

/**
 * The hot columns of 512 subjects: 45 bytes each. One buffer under three views, because a view of its own for
 * each column would cost as much again as two columns.
 */
export interface Page {
  readonly words: Uint32Array;
  readonly halves: Uint16Array;
  readonly bytes: Uint8Array;
}

export function createPage(): Page {
  const buffer = new ArrayBuffer(PAGE_BYTES);
  return {
    words: new Uint32Array(buffer, 0, WORDS),
    halves: new Uint16Array(buffer, WORDS * 4, HALVES),
    bytes: new Uint8Array(buffer, WORDS * 4 + HALVES * 2, BYTES),
  };
}
