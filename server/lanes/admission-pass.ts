import type { Transaction } from "../core/database";
import type { Admission, LaneLimits } from "./lane-change";
import { hasPlace, type Lane, type LaneTable } from "./lane-table";
import { type QueueCursor, readParked, readSuccessors } from "./read-waiters";
import { byTicket, type Waiter } from "./waiter";

/** What the pass found out, still to be written. */
export interface PassResult {
  readonly admitted: ReadonlyArray<Admission & { readonly waiter: Waiter }>;
  /** Who has to wait for another full lane than before. */
  readonly reparked: ReadonlyArray<{ readonly holder: string; readonly parkedOn: string }>;
  /** Sets of lanes whose next in line now has to wait for this lane. */
  readonly promoted: ReadonlyArray<{ readonly signature: string; readonly parkedOn: string }>;
}

/**
 * Finds out who may take the free places of `open` lanes: all or none, in the order of their tickets, passing over who is kept
 * by another lane. Nobody is looked at but those parked on an open lane: everybody else is parked on a full one, or
 * stands behind somebody who wants the same lanes. Marks the open lanes settled, or not when it gave up early.
 */
export async function findAdmissions(
  tx: Transaction,
  table: LaneTable,
  open: readonly Lane[],
  limits: LaneLimits,
): Promise<PassResult> {
  const pass = new AdmissionPass(tx, table, open, limits);
  await pass.run();
  return pass;
}

class AdmissionPass implements PassResult {
  readonly admitted: (Admission & { waiter: Waiter })[] = [];
  readonly reparked: { holder: string; parkedOn: string }[] = [];
  readonly promoted: { signature: string; parkedOn: string }[] = [];
  readonly #tx: Transaction;
  readonly #table: LaneTable;
  readonly #limits: LaneLimits;
  readonly #open: ReadonlySet<Lane>;
  /** Where reading stopped, for the lanes that may have more behind. */
  readonly #cursors: Map<string, QueueCursor>;
  /** Read and not yet looked at, in the order of tickets. */
  #queue: Waiter[] = [];
  /** Next in line behind somebody who was admitted, by what they want; parked nowhere themselves. */
  readonly #successors = new Map<string, Waiter[]>();
  /** Of the queue: who is parked on no lane. */
  readonly #unparked = new Set<Waiter>();
  #lookedAt = 0;
  #reads = 0;
  #gaveUp = false;

  constructor(tx: Transaction, table: LaneTable, open: readonly Lane[], limits: LaneLimits) {
    this.#limits = limits;
    this.#tx = tx;
    this.#table = table;
    this.#open = new Set(open);
    this.#cursors = new Map(open.map(({ key }) => [key, { key, ticket: 0, holder: "" }]));
  }

  async run(): Promise<void> {
    while (!this.#gaveUp && (await this.#read())) {
      while (this.#queue.length > 0 && !this.#gaveUp && !this.#mustReadFirst()) {
        await this.#lookAtFirst();
      }
    }
    for (const lane of this.#open) lane.unsettled = this.#gaveUp && hasPlace(lane);
    for (const waiter of this.#queue) this.#park(waiter);
  }

  /** Somebody nobody looked at has to be found again: by the lane it is parked on already, or by an open one. */
  #park(waiter: Waiter): void {
    if (!this.#unparked.has(waiter)) return;
    const lane = [...this.#open].find(({ key }) => waiter.keys.includes(key)) as Lane;
    this.reparked.push({ holder: waiter.holder, parkedOn: lane.key });
  }

  /** Reads on in the queues of lanes that still have a place. @returns false when nobody is left to look at. */
  async #read(): Promise<boolean> {
    const cursors = [...this.#cursors.values()].filter(({ key }) => hasPlace(this.#table.get(key)));
    if (cursors.length > 0) {
      const places = Math.max(...cursors.map(({ key }) => placesOf(this.#table.get(key))));
      // Mostly the first few can go; who has to read on has met many that cannot, and reads more at once.
      const limit = Math.min((places + 8) * 2 ** this.#reads++, this.#limits.readAhead);
      const parked = await readParked(this.#tx, cursors, limit);
      for (const [key, waiters] of parked) {
        const last = waiters.at(-1);
        if (last && waiters.length === limit)
          this.#cursors.set(key, { key, ticket: last.ticket, holder: last.holder });
        else this.#cursors.delete(key);
        this.#queue.push(...waiters);
      }
      await this.#table.tryLock([...parked.values()].flat().flatMap(({ keys }) => keys));
      this.#queue.sort(byTicket);
    }
    return this.#queue.length > 0;
  }

  /** Somebody unread in a lane with a place may come before the next one read. */
  #mustReadFirst(): boolean {
    const next = this.#queue[0] as Waiter;
    for (const cursor of this.#cursors.values()) {
      if (hasPlace(this.#table.get(cursor.key)) && byTicket(cursor, next) < 0) return true;
    }
    return false;
  }

  async #lookAtFirst(): Promise<void> {
    const waiter = this.#queue[0] as Waiter;
    const lanes = waiter.keys.map((key) => this.#table.find(key));
    if (++this.#lookedAt > this.#limits.lookAt || !lanes.every((lane) => lane !== null)) {
      this.#gaveUp = true;
      return;
    }
    this.#queue.shift();
    const obstacle = this.#obstacle(lanes);
    if (obstacle) this.reparked.push({ holder: waiter.holder, parkedOn: obstacle.key });
    else await this.#admit(waiter, lanes);
  }

  /** A lane that keeps somebody waiting: full, or with people whom nobody looked at yet. */
  #obstacle(lanes: readonly Lane[]): Lane | null {
    return lanes.find((lane) => !hasPlace(lane) || (lane.unsettled && !this.#open.has(lane))) ?? null;
  }

  async #admit(waiter: Waiter, lanes: readonly Lane[]): Promise<void> {
    this.admitted.push({ holder: waiter.holder, fence: takePlaces(lanes), waiter });
    const full = this.#obstacle(lanes);
    if (full) {
      this.promoted.push({ signature: waiter.signature, parkedOn: full.key });
      return;
    }
    // Who wants the same may go too, and perhaps before others that were read.
    const next = await this.#successorOf(waiter, Math.min(...lanes.map(placesOf)));
    if (!next) return;
    this.#unparked.add(next);
    this.#queue.push(next);
    this.#queue.sort(byTicket);
  }

  /** @param places how many of them may be wanted at most. */
  async #successorOf(waiter: Waiter, places: number): Promise<Waiter | undefined> {
    const known = this.#successors.get(waiter.signature);
    if (known && known.length > 0) return known.shift();
    const read = await readSuccessors(this.#tx, waiter, Math.min(places, this.#limits.readAhead));
    this.#successors.set(waiter.signature, read);
    return read.shift();
  }
}

const placesOf = (lane: Lane) => lane.capacity - lane.held;

/** Takes one place in each lane. @returns the fence: newer than all that these lanes have given. */
export function takePlaces(lanes: readonly Lane[]): number {
  const fence = 1 + Math.max(...lanes.map((lane) => lane.lastFence));
  for (const lane of lanes) {
    lane.held += 1;
    lane.lastFence = fence;
  }
  return fence;
}
