import { integerWeights } from "./integer-weights";
import { PROGRESS, ROW_MASK, ROW_SHIFT, ROWS_PER_PAGE } from "./page";
import type { Pending } from "./pending";
import { UNIT } from "./units";
import type { Workbook } from "./workbook";

interface Whole {
  readonly parts: number[];
  readonly weights: number[];
  /** Σ weight × progress over the parts: at most 2⁴⁰, so exact in a double. */
  sum: number;
}

/**
 * Progress of wholes from the progress of their parts, by weight, at any depth. A part not yet known weighs in
 * the whole from the start and counts as not begun. All in integers: a whole is ⌊Σ weight × progress ÷ 2²⁰⌋ of its
 * parts, kept up to date by deltas and always equal to a recompute; it is complete exactly when every part is.
 * Within an epoch it never falls: whatever makes it fall begins a new one.
 */
export class Aggregation {
  readonly #workbook: Workbook;
  readonly #pending: Pending;
  /** In pages like the workbook's, there only where a row of the page has one. */
  readonly #wholes: Array<Array<Whole | null> | undefined> = [];
  readonly #weights: Array<Uint32Array | undefined> = [];

  constructor(workbook: Workbook, pending: Pending) {
    this.#workbook = workbook;
    this.#pending = pending;
  }

  isWhole(row: number): boolean {
    return this.#whole(row) !== null;
  }

  parts(row: number): readonly number[] {
    return this.#whole(row)?.parts ?? [];
  }

  /** Integer weight of a part in its whole, in units of 2⁻²⁰. */
  weight(row: number): number {
    return this.#weights[row >>> ROW_SHIFT]?.[row & ROW_MASK] ?? 0;
  }

  /** Sets a part's progress, in units. False when it would fall: a late report, out of order. */
  report(row: number, units: number): boolean {
    const delta = units - this.#workbook.progress(row);
    if (delta < 0 || this.#whole(row) !== null) return false;
    if (delta === 0) return true;
    this.#workbook.write(row, PROGRESS, units);
    this.#climb(row, delta);
    return true;
  }

  /** After the row's progress was set back from `before` in a new epoch of its own. */
  settle(row: number, before: number): void {
    const delta = this.#workbook.progress(row) - before;
    if (delta !== 0) this.#climb(row, delta);
  }

  /** Places of the barrier capacity that a fall of this row may need above it. */
  cost(row: number): number {
    let cost = 0;
    for (let at = this.#workbook.parent(row); at >= 0; at = this.#workbook.parent(at))
      cost += this.#pending.cost(at);
    return cost;
  }

  /**
   * Adds parts to a whole and shares its 2²⁰ units out anew among all of them. A whole that had shown progress or
   * parts before begins a new epoch.
   * @param weights one for each new part, on the scale of the parts before.
   * @param unknown weight of parts still to come; replaces what was said before.
   * @param addPart makes a subject and answers with its row; called once the weights are known to be valid.
   * @throws BAD_USER_INPUT with the problems of the weights.
   */
  divide(row: number, weights: readonly number[], unknown: number, addPart: () => number): number[] {
    const known = this.#whole(row);
    const all = [...(known?.weights ?? []), ...weights];
    const units = integerWeights([...all, unknown]);
    const added = weights.map(addPart);
    const whole: Whole = { parts: [...(known?.parts ?? []), ...added], weights: all, sum: 0 };
    whole.parts.forEach((part, at) => {
      this.#workbook.setParent(part, row);
      this.#setWeight(part, units[at]!);
      whole.sum += units[at]! * this.#workbook.progress(part);
    });
    this.#setWhole(row, whole);
    const before = this.#workbook.progress(row);
    const now = Math.floor(whole.sum / UNIT);
    if (known || before > 0) this.#rebase(row, now);
    if (now !== before) this.#climb(row, now - before);
    return added;
  }

  /** Dissolves a whole: its parts stand alone. */
  dissolve(row: number): void {
    for (const part of this.parts(row)) {
      this.#workbook.setParent(part, -1);
      this.#setWeight(part, 0);
    }
    this.#setWhole(row, null);
  }

  /** The same figure from the leaves up, for checking. */
  recompute(row: number): number {
    const whole = this.#whole(row);
    if (!whole) return this.#workbook.progress(row);
    let sum = 0;
    for (const part of whole.parts) sum += this.weight(part) * this.recompute(part);
    return Math.floor(sum / UNIT);
  }

  #climb(row: number, delta: number): void {
    const workbook = this.#workbook;
    let part = row;
    let change = delta;
    for (let at = workbook.parent(part); at >= 0; at = workbook.parent(part)) {
      const whole = this.#whole(at);
      if (whole === null || workbook.isFinished(at)) return;
      whole.sum += this.weight(part) * change;
      const before = workbook.progress(at);
      const now = Math.floor(whole.sum / UNIT);
      if (now === before) return;
      if (now < before) this.#rebase(at, now);
      else workbook.write(at, PROGRESS, now);
      change = now - before;
      part = at;
    }
  }

  #rebase(row: number, units: number): void {
    this.#pending.seal(row);
    this.#workbook.nextEpoch(row);
    this.#pending.barrier(row, PROGRESS, units, "rebase");
  }

  #whole(row: number): Whole | null {
    const page = this.#wholes[row >>> ROW_SHIFT];
    return page === undefined ? null : page[row & ROW_MASK]!;
  }

  #setWhole(row: number, whole: Whole | null): void {
    const page = this.#wholes[row >>> ROW_SHIFT] ?? new Array<Whole | null>(ROWS_PER_PAGE).fill(null);
    this.#wholes[row >>> ROW_SHIFT] = page;
    page[row & ROW_MASK] = whole;
  }

  #setWeight(row: number, units: number): void {
    const page = this.#weights[row >>> ROW_SHIFT] ?? new Uint32Array(ROWS_PER_PAGE);
    this.#weights[row >>> ROW_SHIFT] = page;
    page[row & ROW_MASK] = units;
  }
}
