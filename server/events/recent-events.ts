import { type EventRow, type StoredEvent, storedEvent } from "./event";

const maxEvents = 512;
/** UTF-16 units of payload, summed over the kept events. */
const maxSize = 1 << 20;

/**
 * The newest events of one stream, kept while somebody watches it, so that a thousand readers do not ask the database
 * for the same rows. Holds one run of numbers without a gap; may be empty or incomplete at any time.
 */
export class RecentEvents {
  #rows: EventRow[] = [];
  #parsed = new Map<number, StoredEvent>();
  #size = 0;

  /** Takes the events of one commit. News that does not continue what is held replaces it, unless it is older. */
  add(rows: readonly EventRow[]): void {
    const first = rows[0]?.sequence;
    const held = this.#rows.at(-1)?.sequence;
    if (first === undefined || (held !== undefined && first <= held)) return;
    if (held !== undefined && first > held + 1) this.#drop(this.#rows.length);
    for (const row of rows) {
      this.#rows.push(row);
      this.#size += row.payload.length;
    }
    let excess = Math.max(0, this.#rows.length - maxEvents);
    for (let size = this.#size, n = 0; n < this.#rows.length && size > maxSize; n++) {
      size -= (this.#rows[n] as EventRow).payload.length;
      excess = Math.max(excess, n + 1);
    }
    this.#drop(excess);
  }

  /** At most `limit` events that follow `sequence` directly, or null when the next one is not held. */
  after(sequence: number, limit: number): readonly StoredEvent[] | null {
    const first = this.#rows[0]?.sequence;
    if (first === undefined || sequence + 1 < first) return null;
    const start = sequence + 1 - first;
    if (start >= this.#rows.length) return null;
    return this.#rows.slice(start, start + limit).map((row) => this.#parse(row));
  }

  #parse(row: EventRow): StoredEvent {
    const known = this.#parsed.get(row.sequence);
    if (known) return known;
    const event = storedEvent(row);
    this.#parsed.set(row.sequence, event);
    return event;
  }

  #drop(count: number): void {
    for (const row of this.#rows.splice(0, count)) {
      this.#size -= row.payload.length;
      this.#parsed.delete(row.sequence);
    }
  }
}
