import { type Cut, startCut } from "./cut";
import type { BarrierKind, Entry, RollbackCause, Value } from "./entry";
import { FIELD_MASK, KEY_SHIFT, MAX_FIELDS, PHASE } from "./page";
import type { Workbook } from "./workbook";

interface Barrier {
  readonly index: number;
  readonly entry: Entry;
}

/** The newest state of a pending value at the moment a barrier ended its merging. */
interface Seal {
  readonly key: number;
  readonly subject: number;
  readonly epoch: number;
  readonly to: number;
  readonly value: Value;
}

/**
 * What was published and not yet cut into a batch: the workbook's dirty log, and beside it what barriers need.
 * A value that is pending already is overwritten in place in the workbook and keeps its place in the log. A
 * barrier freezes its subject's pending values first, so that later ones open a place behind it.
 */
export class Pending {
  readonly #workbook: Workbook;
  #barriers: Barrier[] = [];
  #seals: Seal[] = [];

  constructor(workbook: Workbook) {
    this.#workbook = workbook;
  }

  get length(): number {
    return this.#workbook.dirty.length;
  }

  /** Places of the barrier capacity in use: one a barrier, one a frozen value. */
  get used(): number {
    return this.#barriers.length + this.#seals.length;
  }

  /** What a barrier of this row would use. */
  cost(row: number): number {
    let bits = this.#workbook.dirtyMask(row);
    let cost = 1;
    for (; bits !== 0; bits &= bits - 1) cost++;
    return cost;
  }

  /** Freezes the row's pending values: nothing later is merged into them. */
  seal(row: number): void {
    const workbook = this.#workbook;
    for (let bits = workbook.dirtyMask(row); bits !== 0; bits &= bits - 1) {
      const field = 31 - Math.clz32(bits & -bits);
      this.#seals.push({
        key: row * MAX_FIELDS + field,
        subject: workbook.subjectAt(row),
        epoch: workbook.epoch(row),
        to: workbook.version(row, field),
        value: workbook.read(row, field),
      });
    }
    workbook.setDirtyMask(row, 0);
  }

  /** Writes a field behind everything pending of its row and before everything later. `value` as in `write`. */
  barrier(
    row: number,
    field: number,
    value: Value,
    kind: BarrierKind,
    cause: RollbackCause | null = null,
  ): void {
    const workbook = this.#workbook;
    this.seal(row);
    workbook.write(row, field, value);
    workbook.setDirtyMask(row, 0);
    const version = workbook.version(row, field);
    const entry: Entry = {
      subject: workbook.subjectAt(row),
      field: workbook.fieldNames[field]!,
      kind,
      epoch: workbook.epoch(row),
      from: version,
      to: version,
      value: kind === "removed" ? null : workbook.read(row, field),
      cause,
    };
    this.#barriers.push({ index: this.length - 1, entry });
  }

  /** Takes everything, in order: afterwards the workbook is exactly the state after these entries. */
  cut(): Cut {
    const workbook = this.#workbook;
    const log = workbook.dirty;
    const sealed = this.#sealedByKey();
    const cut = startCut(workbook, log.length);
    let next = 0;
    for (let index = 0; index < log.length; index++) {
      if (next < this.#barriers.length && this.#barriers[next]!.index === index) {
        cut.addEntry(this.#barriers[next++]!.entry);
        continue;
      }
      const key = log.key(index);
      const seal = sealed?.get(key)?.shift();
      if (seal) cut.addEntry(this.#sealedEntry(seal, log.from(index)));
      else {
        workbook.setDirtyMask(key >>> KEY_SHIFT, 0);
        cut.addCurrent(key, log.from(index));
      }
    }
    log.clear();
    this.#barriers = [];
    this.#seals = [];
    return cut;
  }

  #sealedEntry(seal: Seal, from: number): Entry {
    const field = seal.key & FIELD_MASK;
    return {
      subject: seal.subject,
      field: this.#workbook.fieldNames[field]!,
      kind: field === PHASE ? "phase" : "value",
      epoch: seal.epoch,
      from,
      to: seal.to,
      value: seal.value,
      cause: null,
    };
  }

  /** A key's places in the log and its seals alternate, so the first place belongs to the first seal. */
  #sealedByKey(): Map<number, Seal[]> | null {
    if (this.#seals.length === 0) return null;
    const byKey = new Map<number, Seal[]>();
    for (const seal of this.#seals) {
      const seals = byKey.get(seal.key);
      if (seals) seals.push(seal);
      else byKey.set(seal.key, [seal]);
    }
    return byKey;
  }
}
