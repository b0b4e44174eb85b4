import type { BulkWrite, Transaction } from "../core/database";

/** What `later` collected: rows by bulk write, in the order in which each was first used. */
export class CollectedWrites {
  #rows = new Map<BulkWrite<unknown>, unknown[]>();

  add<Item>(bulk: BulkWrite<Item>, item: Item): void {
    const rows = this.#rows.get(bulk as BulkWrite<unknown>);
    if (rows) rows.push(item);
    else this.#rows.set(bulk as BulkWrite<unknown>, [item]);
  }

  addAll(other: CollectedWrites): void {
    for (const [bulk, items] of other.#rows) for (const item of items) this.add(bulk, item);
  }

  /** Writes everything, including what a bulk write itself puts off. */
  async flush(tx: Transaction): Promise<void> {
    while (this.#rows.size > 0) {
      const batch = this.#rows;
      this.#rows = new Map();
      for (const [bulk, items] of batch) await bulk.write(tx, items);
    }
  }
}
