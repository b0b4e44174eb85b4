import type { RawRecord, ScanLimits } from "./raw-record";

/** Cuts NDJSON into its records: one a line, blank lines left out. Fed with pieces of text, in order. */
export class LineScanner {
  #line = 1;
  #parts: string[] = [];
  #length = 0;

  constructor(private readonly limits: ScanLimits) {}

  *push(piece: string): Generator<RawRecord, void, undefined> {
    let from = 0;
    for (let end = piece.indexOf("\n"); end >= 0; end = piece.indexOf("\n", from)) {
      this.#keep(piece.slice(from, end));
      yield* this.#finish();
      this.#line++;
      from = end + 1;
    }
    this.#keep(piece.slice(from));
  }

  *end(): Generator<RawRecord, void, undefined> {
    yield* this.#finish();
  }

  #keep(part: string): void {
    this.#length += part.length;
    if (this.#length > this.limits.maxRecord) this.#parts = [];
    else this.#parts.push(part);
  }

  *#finish(): Generator<RawRecord, void, undefined> {
    const tooLong = this.#length > this.limits.maxRecord;
    const text = this.#parts.join("").replace(/^\ufeff/, "");
    this.#parts = [];
    this.#length = 0;
    if (!tooLong && text.trim() === "") return;
    const refused = tooLong ? "TOO_LONG" : isDeeper(text, this.limits.maxDepth) ? "TOO_DEEP" : null;
    yield { text: refused ? "" : text, line: this.#line, column: 1, refused };
  }
}

/** Whether brackets nest deeper than `most`; brackets inside texts do not count. */
function isDeeper(text: string, most: number): boolean {
  if (text.length <= 2 * most) return false;
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (inString) {
      if (code === 0x5c) index++;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x7b || code === 0x5b) {
      if (++depth > most) return true;
    } else if (code === 0x7d || code === 0x5d) depth--;
  }
  return false;
}
