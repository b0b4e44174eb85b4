import type { Batch, Entry, Value } from "../../../server/progress/entry";

/** A field that was not told of has its default. */
const DEFAULTS: ReadonlyArray<readonly [string, Value]> = [
  ["status", "open"],
  ["progress", 0],
];

/**
 * What a careful subscriber knows: applies batches to a picture of the topic and throws when numbers leave a gap or
 * versions do not tile.
 */
export class Mirror {
  readonly state = new Map<number, Map<string, Value>>();
  readonly entries: Entry[] = [];
  readonly batches: Batch[] = [];
  number = -1;
  readonly #rows = new Map<number, number>();
  readonly #told = new Map<string, number>();

  readonly take = (batch: Batch): void => {
    if (this.number >= 0 && batch.first !== this.number + 1) {
      throw new Error(`batch ${batch.first} after ${this.number}`);
    }
    if (!batch.more) this.number = batch.number;
    this.batches.push(batch);
    for (const entry of batch.entries) this.#apply(entry, batch.first === 0);
  };

  #apply(entry: Entry, snapshot: boolean): void {
    this.entries.push(entry);
    const row = entry.subject >>> 0;
    const key = `${row}.${entry.field}`;
    const told = this.#told.get(key);
    if (!snapshot && told !== undefined && entry.from !== told + 1) {
      throw new Error(`${key}: [${entry.from}, ${entry.to}] after ${told}`);
    }
    if (entry.to < entry.from) throw new Error(`${key}: empty range [${entry.from}, ${entry.to}]`);
    this.#told.set(key, entry.to);
    const before = this.#rows.get(row);
    if (before !== undefined && before !== entry.subject) this.state.delete(before);
    this.#rows.set(row, entry.subject);
    if (entry.kind === "removed") {
      this.state.delete(entry.subject);
      return;
    }
    const fields = this.state.get(entry.subject) ?? new Map<string, Value>(DEFAULTS);
    this.state.set(entry.subject, fields);
    fields.set(entry.field, entry.value);
    fields.set("epoch", Math.max(entry.epoch, (fields.get("epoch") as number) ?? 0));
  }

  /** A copy to compare with later. */
  picture(): Record<string, Record<string, Value>> {
    return Object.fromEntries(
      [...this.state]
        .sort(([a], [b]) => a - b)
        .map(([subject, fields]) => [
          subject,
          Object.fromEntries(
            [...fields].filter(([, value]) => value !== null).sort(([a], [b]) => a.localeCompare(b)),
          ),
        ]),
    );
  }
}
