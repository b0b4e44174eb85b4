import { badInput } from "../../../core/errors";
import type { RawRecord, ScanLimits } from "./raw-record";

type State = "before" | "element-or-end" | "element" | "separator" | "after";

/**
 * Cuts a JSON document into its records without holding more than one of them: the elements of an array, or
 * top-level values one after the other. It tells records apart by quotes and brackets alone; what is inside a record is
 * checked by whoever parses it. Fed with pieces of text, in order.
 */
export class DocumentScanner {
  #state: State = "before";
  #line = 1;
  #column = 1;
  #inArray = false;
  #arrayLine = 1;
  /** Inside a record: its nesting, whether in a string, whether after a backslash. */
  #inRecord = false;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #scalar = false;
  #parts: string[] = [];
  #length = 0;
  #refused: RawRecord["refused"] = null;
  #startLine = 1;
  #startColumn = 1;

  constructor(private readonly limits: ScanLimits) {}

  /** The records that this piece completes. Throws BAD_USER_INPUT with the place where the document goes wrong. */
  *push(piece: string): Generator<RawRecord, void, undefined> {
    let from = this.#inRecord ? 0 : -1;
    let index = 0;
    while (index < piece.length) {
      const code = piece.charCodeAt(index);
      if (!this.#inRecord) {
        if (this.#startsRecord(code, piece[index]!)) {
          from = index;
          continue;
        }
        this.#advance(code);
        index++;
        continue;
      }
      if (this.#inString) {
        const stop = this.#skipString(piece, index);
        this.#column += stop - index;
        index = stop;
      } else if (this.#scalar && (code === comma || code === closeArray || isSpace(code))) {
        this.#keep(piece.slice(from, index));
        yield this.#finish();
        from = -1;
        continue;
      } else {
        this.#bracket(code);
        this.#advance(code);
        index++;
      }
      if (!this.#inString && !this.#scalar && this.#depth === 0) {
        this.#keep(piece.slice(from, index));
        yield this.#finish();
        from = -1;
      }
    }
    if (this.#inRecord) this.#keep(piece.slice(from));
  }

  /** Says that the document ends here. Throws BAD_USER_INPUT when it is cut off. */
  *end(): Generator<RawRecord, void, undefined> {
    if (this.#inRecord && this.#scalar && !this.#inArray) yield this.#finish();
    if (this.#inRecord)
      this.#fail(`The document ends inside the value that begins on line ${this.#startLine}: it is cut off`);
    if (this.#inArray)
      this.#fail(`The document ends inside the list that begins on line ${this.#arrayLine}: it is cut off`);
    if (this.#state === "before") this.#fail("There is no value");
  }

  #startsRecord(code: number, character: string): boolean {
    if (isSpace(code) || code === byteOrderMark) return false;
    switch (this.#state) {
      case "before":
      case "after":
        if (code === openArray && !this.#inArray) {
          this.#inArray = true;
          this.#arrayLine = this.#line;
          this.#state = "element-or-end";
          return false;
        }
        break;
      case "separator":
        if (code === comma) {
          this.#state = "element";
          return false;
        }
        if (code !== closeArray)
          this.#fail(`A comma or "]" is expected here, not ${JSON.stringify(character)}`);
        this.#inArray = false;
        this.#state = "after";
        return false;
      case "element-or-end":
        if (code === closeArray) {
          this.#inArray = false;
          this.#state = "after";
          return false;
        }
        break;
      case "element":
        if (code === closeArray) this.#fail('A value is expected after the comma, not "]"');
    }
    if (code === comma || code === closeArray || code === closeObject || code === colon) {
      this.#fail(`A value is expected here, not ${JSON.stringify(character)}`);
    }
    this.#inRecord = true;
    this.#scalar = code !== openArray && code !== openObject && code !== quote;
    this.#startLine = this.#line;
    this.#startColumn = this.#column;
    return true;
  }

  #bracket(code: number): void {
    if (code === quote) this.#inString = true;
    else if (code === openArray || code === openObject) {
      this.#depth++;
      if (this.#depth > this.limits.maxDepth) this.#refused ??= "TOO_DEEP";
    } else if (code === closeArray || code === closeObject) this.#depth--;
  }

  /** Where the string that `index` is inside of ends, or the piece. */
  #skipString(piece: string, index: number): number {
    let at = index;
    while (at < piece.length) {
      const code = piece.charCodeAt(at++);
      if (this.#escaped) this.#escaped = false;
      else if (code === backslash) this.#escaped = true;
      else if (code === quote) {
        this.#inString = false;
        return at;
      } else if (code === lineFeed) this.#fail("A text is not closed on its line");
    }
    return at;
  }

  #keep(part: string): void {
    this.#length += part.length;
    if (this.#length > this.limits.maxRecord) this.#refused ??= "TOO_LONG";
    if (this.#refused) this.#parts = [];
    else this.#parts.push(part);
  }

  #finish(): RawRecord {
    const record: RawRecord = {
      text: this.#parts.join(""),
      line: this.#startLine,
      column: this.#startColumn,
      refused: this.#refused,
    };
    this.#parts = [];
    this.#length = 0;
    this.#refused = null;
    this.#inRecord = false;
    this.#scalar = false;
    this.#state = this.#inArray ? "separator" : "after";
    return record;
  }

  #advance(code: number): void {
    if (code === lineFeed) {
      this.#line++;
      this.#column = 1;
    } else this.#column++;
  }

  #fail(message: string): never {
    const where = { line: this.#line, column: this.#column };
    throw badInput(`${message} (line ${where.line}, column ${where.column}).`, [
      { code: "BAD_JSON", message, ...where },
    ]);
  }
}

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openArray = 0x5b;
const backslash = 0x5c;
const closeArray = 0x5d;
const openObject = 0x7b;
const closeObject = 0x7d;
const lineFeed = 0x0a;
const byteOrderMark = 0xfeff;
const isSpace = (code: number) => code === 0x20 || code === lineFeed || code === 0x0d || code === 0x09;
