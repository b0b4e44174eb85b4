import { currentEntry } from "./current-entry";
import type { Entry, EntryKind, Value } from "./entry";
import { FIELD_MASK, MAX_FIELDS } from "./page";
import type { Workbook } from "./workbook";

/** Larger cuts are handed over in pieces of this many entries, with a turn of the event loop between two. */
export const PIECE = 8000;

/** The entries of one atomic cut, in order. */
export interface Cut {
  readonly length: number;
  /** How many pieces it is handed over in; at least one. */
  readonly pieces: number;
  piece(index: number): readonly Entry[];
  key(index: number): number;
  from(index: number): number;
}

export interface OpenCut extends Cut {
  /** Takes what a key holds now. */
  addCurrent(key: number, from: number): void;
  addEntry(entry: Entry): void;
}

/** @param size how many entries will be added. */
export const startCut = (workbook: Workbook, size: number): OpenCut =>
  size > PIECE ? new FrozenCut(workbook, size) : new ListCut(workbook);

const keyOf = (workbook: Workbook, { subject, field }: Entry) =>
  (subject >>> 0) * MAX_FIELDS + workbook.fieldNames.indexOf(field);

/** A cut of one piece: the entries themselves, shared by all who get them. */
class ListCut implements OpenCut {
  readonly pieces = 1;
  readonly #workbook: Workbook;
  readonly #entries: Entry[] = [];

  constructor(workbook: Workbook) {
    this.#workbook = workbook;
  }

  get length(): number {
    return this.#entries.length;
  }

  addCurrent(key: number, from: number): void {
    this.#entries.push(currentEntry(this.#workbook, key, from));
  }

  addEntry(entry: Entry): void {
    this.#entries.push(entry);
  }

  piece(): readonly Entry[] {
    return this.#entries;
  }

  key(index: number): number {
    return keyOf(this.#workbook, this.#entries[index]!);
  }

  from(index: number): number {
    return this.#entries[index]!.from;
  }
}

const KINDS: readonly EntryKind[] = ["value", "phase", "lease", "rollback", "rebase", "terminal", "removed"];

/**
 * A large cut: frozen in columns at once, since it must be atomic, and made into entries piece by piece, since a
 * million objects kept together would stop everything else for a good part of a second.
 */
class FrozenCut implements OpenCut {
  readonly pieces: number;
  readonly #workbook: Workbook;
  readonly #keys: Uint32Array;
  readonly #froms: Uint32Array;
  readonly #tos: Uint32Array;
  readonly #epochs: Uint16Array;
  readonly #kinds: Uint8Array;
  readonly #subjects: Float64Array;
  readonly #values: Value[];
  #length = 0;
  readonly #causes = new Map<number, Entry["cause"]>();
  readonly #made: Array<readonly Entry[] | undefined> = [];

  constructor(workbook: Workbook, size: number) {
    this.#workbook = workbook;
    this.pieces = Math.ceil(size / PIECE);
    this.#keys = new Uint32Array(size);
    this.#froms = new Uint32Array(size);
    this.#tos = new Uint32Array(size);
    this.#epochs = new Uint16Array(size);
    this.#kinds = new Uint8Array(size);
    this.#subjects = new Float64Array(size);
    this.#values = new Array<Value>(size).fill(0);
  }

  get length(): number {
    return this.#length;
  }

  addCurrent(key: number, from: number): void {
    this.#add(key, currentEntry(this.#workbook, key, from));
  }

  addEntry(entry: Entry): void {
    this.#add(keyOf(this.#workbook, entry), entry);
  }

  piece(index: number): readonly Entry[] {
    const known = this.#made[index];
    if (known) return known;
    const entries: Entry[] = [];
    const end = Math.min(this.length, (index + 1) * PIECE);
    for (let at = index * PIECE; at < end; at++) entries.push(this.#entry(at));
    this.#made[index] = entries;
    return entries;
  }

  key(index: number): number {
    return this.#keys[index]!;
  }

  from(index: number): number {
    return this.#froms[index]!;
  }

  #add(key: number, entry: Entry): void {
    const at = this.#length++;
    this.#keys[at] = key;
    this.#froms[at] = entry.from;
    this.#tos[at] = entry.to;
    this.#epochs[at] = entry.epoch;
    this.#kinds[at] = KINDS.indexOf(entry.kind);
    this.#subjects[at] = entry.subject;
    this.#values[at] = entry.value;
    if (entry.cause) this.#causes.set(at, entry.cause);
  }

  #entry(at: number): Entry {
    return {
      subject: this.#subjects[at]!,
      field: this.#workbook.fieldNames[this.#keys[at]! & FIELD_MASK]!,
      kind: KINDS[this.#kinds[at]!]!,
      epoch: this.#epochs[at]!,
      from: this.#froms[at]!,
      to: this.#tos[at]!,
      value: this.#values[at]!,
      cause: this.#causes.get(at) ?? null,
    };
  }
}
