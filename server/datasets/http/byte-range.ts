/** Part of a file, both ends included, counted from 0. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * What a Range header asks of a file of `size` bytes: a range; null for all of it (no header, several ranges, or one
 * that is not understood, as RFC 9110 allows); "unsatisfiable" for one that lies outside.
 */
export function byteRange(header: string | undefined, size: number): ByteRange | null | "unsatisfiable" {
  const found = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "");
  if (!found || (!found[1] && !found[2])) return null;
  if (!found[1]) {
    const last = Number(found[2]);
    return last === 0 || size === 0 ? "unsatisfiable" : { start: Math.max(0, size - last), end: size - 1 };
  }
  const start = Number(found[1]);
  const end = found[2] ? Math.min(Number(found[2]), size - 1) : size - 1;
  if (found[2] && Number(found[2]) < start) return null;
  return start >= size ? "unsatisfiable" : { start, end };
}
