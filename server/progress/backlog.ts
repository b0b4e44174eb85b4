import { type Cut, startCut } from "./cut";
import { DirtyLog } from "./dirty-log";
import { FIELD_MASK, KEY_SHIFT, MAX_FIELDS, ROW_MASK, ROW_SHIFT, ROWS_PER_PAGE } from "./page";
import type { Workbook } from "./workbook";

/**
 * What a slow subscriber has missed: which keys, and from which version on. It holds no values: those are read
 * from the workbook when the subscriber is ready, so its size is bounded by the keys, not by the traffic.
 */
export class Backlog {
  readonly #workbook: Workbook;
  readonly #log = new DirtyLog();
  readonly #masks: Array<Uint16Array | undefined> = [];

  constructor(workbook: Workbook) {
    this.#workbook = workbook;
  }

  get length(): number {
    return this.#log.length;
  }

  /** Notes entries that will not be delivered one by one. Answers how many were merged into known keys. */
  fold(cut: Cut): number {
    const before = this.#log.length;
    for (let index = 0; index < cut.length; index++) this.#note(cut.key(index), cut.from(index));
    return cut.length - (this.#log.length - before);
  }

  /** Notes all there is, for a subscriber that has seen nothing yet. */
  foldAll(): void {
    const workbook = this.#workbook;
    for (let row = 0; row < workbook.rows; row++) {
      if (workbook.isFree(row)) continue;
      for (let field = 0; field < workbook.fieldNames.length; field++) {
        if (workbook.version(row, field) > 0) this.#note(row * MAX_FIELDS + field, 1);
      }
    }
  }

  /** The newest value of each missed key. Only right while nothing is pending in the workbook. */
  take(): Cut {
    const cut = startCut(this.#workbook, this.#log.length);
    for (let index = 0; index < this.#log.length; index++) {
      const key = this.#log.key(index);
      const row = key >>> KEY_SHIFT;
      this.#masks[row >>> ROW_SHIFT]![row & ROW_MASK] = 0;
      cut.addCurrent(key, this.#log.from(index));
    }
    this.#log.clear();
    return cut;
  }

  #note(key: number, from: number): void {
    const row = key >>> KEY_SHIFT;
    const bit = 1 << (key & FIELD_MASK);
    const page = row >>> ROW_SHIFT;
    const masks = this.#masks[page] ?? new Uint16Array(ROWS_PER_PAGE);
    this.#masks[page] = masks;
    const mask = masks[row & ROW_MASK]!;
    if ((mask & bit) !== 0) return;
    masks[row & ROW_MASK] = mask | bit;
    this.#log.push(key, from);
  }
}
