import { AppError } from "../core/errors";
import { ColdStore } from "./cold-store";
import { DirtyLog } from "./dirty-log";
import type { Value } from "./entry";
import { NameTable } from "./name-table";
import {
  BYTE,
  createPage,
  HALF,
  HOT_FIELDS,
  LEASE,
  MAX_FIELDS,
  PAGE_BYTES,
  PAGE_OVERHEAD_BYTES,
  type Page,
  PHASE,
  PROGRESS,
  ROW_MASK,
  ROW_SHIFT,
  WORD,
} from "./page";

const MAX_ROWS = 2 ** 28;
const TERMINAL = 0x80;
const LAST_GENERATION = 0xffff;
const GENERATION = 2 ** 32;

/** The subject of a generation; of a free row, which has an odd one, the subject before. */
export const subjectOf = (row: number, generation: number): number =>
  generation < 2 ? row : (generation & ~1) * GENERATION + row;

export interface WorkbookOptions {
  /** Phase names in order; a new subject is in the first. At most 256 in all. */
  readonly phases: readonly string[];
  /** Status names; a new subject has the first. At most 128 in all. */
  readonly statuses: readonly string[];
  /** Names of the fields that few subjects have; at most 12. */
  readonly fields?: readonly string[];
}

/**
 * The live state of many subjects in columns. A subject is a number: its row in the low 32 bits and the row's
 * generation above, so that whoever still holds a removed subject finds nothing. Writes give the field its next
 * version and note it as dirty, once, in the order of the first change. Methods that take a row trust it; get it
 * from `rowOf`. Versions are 32 bits, go on when a row is used again, and wrap.
 */
export class Workbook {
  /** What changed and was not yet taken; the masks are in the pages. */
  readonly dirty = new DirtyLog();
  readonly fieldNames: readonly string[];
  readonly phases: NameTable;
  readonly statuses: NameTable;
  readonly resources = new NameTable("resource", 2 ** 32 - 1);
  readonly #pages: Page[] = [];
  readonly #cold: ColdStore;
  #rows = 0;
  #live = 0;
  #firstFree = 0;

  constructor(options: WorkbookOptions) {
    const fields = options.fields ?? [];
    this.fieldNames = [...HOT_FIELDS, ...fields];
    if (this.fieldNames.length > MAX_FIELDS || new Set(this.fieldNames).size < this.fieldNames.length) {
      throw new AppError("LIMIT_EXCEEDED", `A workbook has at most ${MAX_FIELDS} fields of different names.`);
    }
    this.phases = new NameTable("phase", 256, options.phases);
    this.statuses = new NameTable("status", TERMINAL, options.statuses);
    this.#cold = new ColdStore(fields.length);
  }

  /** How many rows were ever in use; rows below it may be free. */
  get rows(): number {
    return this.#rows;
  }

  /** How many subjects there are. */
  get size(): number {
    return this.#live;
  }

  /** Adds a subject in the first phase, which is noted as dirty, at epoch 1. Throws LIMIT_EXCEEDED beyond 2²⁸ rows. */
  add(): number {
    const row = this.#takeRow();
    const page = this.page(row);
    const at = row & ROW_MASK;
    page.words[WORD.parent + at] = 0;
    page.halves[HALF.epoch + at] = 1;
    this.#live++;
    this.write(row, PHASE, 0);
    return this.subjectAt(row);
  }

  /** Clears the row and frees it for the next subject. A row that was used 32,768 times is retired. */
  remove(row: number): void {
    const page = this.page(row);
    const at = row & ROW_MASK;
    page.bytes[BYTE.phase + at] = 0;
    page.bytes[BYTE.status + at] = 0;
    page.bytes[BYTE.stablePhase + at] = 0;
    page.words[WORD.progress + at] = 0;
    page.words[WORD.lease + at] = 0;
    page.words[WORD.fence + at] = 0;
    page.words[WORD.stableProgress + at] = 0;
    this.#cold.clear(row);
    this.#live--;
    page.halves[HALF.generation + at]!++;
    if (page.halves[HALF.generation + at] === LAST_GENERATION) return;
    page.words[WORD.parent + at] = this.#firstFree;
    this.#firstFree = row + 1;
  }

  /** The subject's row, or −1 when it was removed or never existed. Odd generations are of free rows. */
  rowOf(subject: number): number {
    const row = subject >>> 0;
    if (row >= this.#rows) return -1;
    const generation = subject < GENERATION ? 0 : (subject - row) / GENERATION;
    const known = this.page(row).halves[HALF.generation + (row & ROW_MASK)]!;
    return known === generation && (generation & 1) === 0 ? row : -1;
  }

  /** The subject's row for a value of `epoch`, or −1 when subject or epoch are past or it is finished. */
  writableRow(subject: number, epoch: number): number {
    const row = this.rowOf(subject);
    if (row < 0) return -1;
    const page = this.page(row);
    const at = row & ROW_MASK;
    if (page.halves[HALF.epoch + at] !== epoch || page.bytes[BYTE.status + at]! >= TERMINAL) return -1;
    return row;
  }

  /** Who is in the row, or was there last. */
  subjectAt(row: number): number {
    return subjectOf(row, this.page(row).halves[HALF.generation + (row & ROW_MASK)]!);
  }

  isFree(row: number): boolean {
    return (this.page(row).halves[HALF.generation + (row & ROW_MASK)]! & 1) === 1;
  }

  /**
   * Writes a field and notes it as dirty.
   * @param value an ordinal for phase and status, an ordinal + 1 (0: none) for lease, units for progress.
   */
  write(row: number, field: number, value: Value): void {
    const page = this.page(row);
    const at = row & ROW_MASK;
    let version: number;
    if (field === PROGRESS) {
      page.words[WORD.progress + at] = value as number;
      version = ++page.words[WORD.version + (PROGRESS << ROW_SHIFT) + at]!;
    } else if (field < HOT_FIELDS.length) {
      if (field === LEASE) page.words[WORD.lease + at] = value as number;
      else page.bytes[(field << ROW_SHIFT) + at] = value as number;
      version = ++page.words[WORD.version + (field << ROW_SHIFT) + at]!;
    } else {
      version = this.#cold.write(row, field - HOT_FIELDS.length, value, this.#rows);
    }
    const mask = page.halves[HALF.dirty + at]!;
    if ((mask & (1 << field)) !== 0) return;
    page.halves[HALF.dirty + at] = mask | (1 << field);
    this.dirty.push(row * MAX_FIELDS + field, version);
  }

  /** The field's value as told to others: names for phase, status and lease. */
  read(row: number, field: number): Value {
    if (field === PROGRESS) return this.progress(row);
    if (field >= HOT_FIELDS.length) return this.#cold.read(row, field - HOT_FIELDS.length);
    const at = row & ROW_MASK;
    if (field === LEASE) {
      const slot = this.page(row).words[WORD.lease + at]!;
      return slot === 0 ? null : this.resources.name(slot - 1);
    }
    const ordinal = this.page(row).bytes[(field << ROW_SHIFT) + at]!;
    return field === PHASE ? this.phases.name(ordinal) : this.statuses.name(ordinal & ~TERMINAL);
  }

  /** How often the field was written in this row, 0 for never. */
  version(row: number, field: number): number {
    if (field >= HOT_FIELDS.length) return this.#cold.version(row, field - HOT_FIELDS.length);
    return this.page(row).words[WORD.version + (field << ROW_SHIFT) + (row & ROW_MASK)]!;
  }

  progress(row: number): number {
    return this.page(row).words[WORD.progress + (row & ROW_MASK)]!;
  }

  epoch(row: number): number {
    return this.page(row).halves[HALF.epoch + (row & ROW_MASK)]!;
  }

  /** Throws LIMIT_EXCEEDED after 65,535 epochs of one subject. */
  nextEpoch(row: number): number {
    const epoch = this.epoch(row) + 1;
    if (epoch > 0xffff) throw new AppError("LIMIT_EXCEEDED", "A subject has at most 65,535 epochs.");
    this.page(row).halves[HALF.epoch + (row & ROW_MASK)] = epoch;
    return epoch;
  }

  /** The newest fence that held a lease for the subject, 0 for none. */
  fence(row: number): number {
    return this.page(row).words[WORD.fence + (row & ROW_MASK)]!;
  }

  setFence(row: number, fence: number): void {
    this.page(row).words[WORD.fence + (row & ROW_MASK)] = fence;
  }

  /** The row of the whole that this subject is a part of, or −1. */
  parent(row: number): number {
    return this.page(row).words[WORD.parent + (row & ROW_MASK)]! - 1;
  }

  setParent(row: number, parent: number): void {
    this.page(row).words[WORD.parent + (row & ROW_MASK)] = parent + 1;
  }

  /** Where a rollback leads: the phase's ordinal and the units of progress at the last healthy boundary. */
  stable(row: number): { phase: number; progress: number } {
    const page = this.page(row);
    const at = row & ROW_MASK;
    return { phase: page.bytes[BYTE.stablePhase + at]!, progress: page.words[WORD.stableProgress + at]! };
  }

  commitStable(row: number): void {
    const page = this.page(row);
    const at = row & ROW_MASK;
    page.bytes[BYTE.stablePhase + at] = page.bytes[BYTE.phase + at]!;
    page.words[WORD.stableProgress + at] = page.words[WORD.progress + at]!;
  }

  finish(row: number): void {
    this.page(row).bytes[BYTE.status + (row & ROW_MASK)]! |= TERMINAL;
  }

  isFinished(row: number): boolean {
    return this.page(row).bytes[BYTE.status + (row & ROW_MASK)]! >= TERMINAL;
  }

  /** Bits of the fields that are in the dirty log and may still be overwritten there. */
  dirtyMask(row: number): number {
    return this.page(row).halves[HALF.dirty + (row & ROW_MASK)]!;
  }

  setDirtyMask(row: number, mask: number): void {
    this.page(row).halves[HALF.dirty + (row & ROW_MASK)] = mask;
  }

  /** What the workbook holds, in bytes: exact for the columns, estimated for maps and names. */
  bytes(): number {
    const names = this.phases.bytes() + this.statuses.bytes() + this.resources.bytes();
    return (
      this.#pages.length * (PAGE_BYTES + PAGE_OVERHEAD_BYTES) +
      this.dirty.bytes() +
      this.#cold.bytes() +
      names
    );
  }

  /** The columns that hold the row, for readers of several of them. */
  page(row: number): Page {
    return this.#pages[row >>> ROW_SHIFT]!;
  }

  #takeRow(): number {
    if (this.#firstFree !== 0) {
      const row = this.#firstFree - 1;
      const page = this.page(row);
      this.#firstFree = page.words[WORD.parent + (row & ROW_MASK)]!;
      page.halves[HALF.generation + (row & ROW_MASK)]!++;
      return row;
    }
    if (this.#rows >= MAX_ROWS) throw new AppError("LIMIT_EXCEEDED", `At most ${MAX_ROWS} subjects.`);
    if ((this.#rows & ROW_MASK) === 0) this.#pages.push(createPage());
    return this.#rows++;
  }
}
