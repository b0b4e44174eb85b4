import { toError } from "../core/errors";
import { Backlog } from "./backlog";
import type { Batch } from "./entry";
import type { Workbook } from "./workbook";

/** Larger batches are handed over in pieces of this many entries, with a turn of the event loop between two. */
export const PIECE = 8000;

/** Takes a batch. While a returned promise is open the subscriber counts as busy. */
export type Deliver = (batch: Batch) => void | Promise<void>;

export interface SubscribeOptions {
  /** Begin with a snapshot of the topic, then the batches after it. Otherwise only what comes. */
  readonly snapshot?: boolean;
  /**
   * Get every batch: the next one of the topic waits while this subscriber is busy. Otherwise a busy subscriber
   * gets, when it is ready, the newest value of each key it missed.
   */
  readonly lossless?: boolean;
  /** Told once when `deliver` failed; the subscription is over then. */
  readonly onError?: (error: Error) => void;
  /** Told once when no batch will come any more, whatever the cause. */
  readonly onEnd?: () => void;
}

/** One receiver of a topic's batches, in two steps: `prepare` at the cut, `send` when all have prepared. */
export class Subscriber {
  readonly lossless: boolean;
  readonly #deliver: Deliver;
  readonly #options: SubscribeOptions;
  readonly #onReady: (subscriber: Subscriber) => void;
  readonly #backlog: Backlog;
  #next: Batch | null = null;
  #busy = false;
  #joining: boolean;
  #ended = false;
  #seen: number;
  #unacknowledged = 0;
  /** How many entries reached it only merged into a newer one of their key. */
  merged = 0;

  constructor(
    workbook: Workbook,
    deliver: Deliver,
    options: SubscribeOptions,
    number: number,
    onReady: (subscriber: Subscriber) => void,
  ) {
    this.lossless = options.lossless ?? false;
    this.#deliver = deliver;
    this.#options = options;
    this.#onReady = onReady;
    this.#backlog = new Backlog(workbook);
    this.#joining = options.snapshot ?? false;
    this.#seen = this.#joining ? -1 : number;
  }

  get busy(): boolean {
    return this.#busy;
  }

  get ended(): boolean {
    return this.#ended;
  }

  get behind(): boolean {
    return this.#joining || this.#backlog.length > 0;
  }

  /** Entries handed over and not yet confirmed, and keys missed. */
  get undelivered(): number {
    return this.#unacknowledged + this.#backlog.length;
  }

  /** At a cut, while the workbook is exactly as of the batch: decides what this subscriber gets of it. */
  prepare(batch: Batch): void {
    if (!this.#busy && !this.behind) {
      this.#next = batch;
      return;
    }
    if (!this.#joining) this.merged += this.#backlog.fold(batch.entries);
    this.prepareBehind(batch.number);
  }

  /** What it missed, or the snapshot, as of batch `number`. Only right while nothing is pending. */
  prepareBehind(number: number): void {
    if (this.#busy || !this.behind) return;
    if (this.#joining) this.#backlog.foldAll();
    this.#joining = false;
    this.#next = { first: this.#seen + 1, number, entries: this.#backlog.take(), more: false };
  }

  /** Hands over what was prepared. The promise, if any, settles when the subscriber is ready again. */
  send(): Promise<void> | null {
    const batch = this.#next;
    if (batch === null) return null;
    this.#next = null;
    this.#seen = batch.number;
    let answer: void | Promise<void>;
    try {
      answer = batch.entries.length > PIECE ? this.#sendPieces(batch) : this.#deliver(batch);
    } catch (error) {
      this.#fail(error);
      return null;
    }
    if (answer === undefined) return null;
    this.#busy = true;
    this.#unacknowledged = batch.entries.length;
    return answer.then(this.#ready, this.#fail);
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#next = null;
    this.#options.onEnd?.();
  }

  async #sendPieces(batch: Batch): Promise<void> {
    const { entries } = batch;
    for (let start = 0; start < entries.length && !this.#ended; start += PIECE) {
      if (start > 0) await new Promise<void>((resolve) => setImmediate(resolve));
      const end = start + PIECE;
      await this.#deliver({ ...batch, entries: entries.slice(start, end), more: end < entries.length });
      this.#unacknowledged = Math.max(0, entries.length - end);
    }
  }

  readonly #ready = (): void => {
    this.#busy = false;
    this.#unacknowledged = 0;
    this.#onReady(this);
  };

  readonly #fail = (error: unknown): void => {
    this.#busy = false;
    this.#unacknowledged = 0;
    if (!this.#ended) this.#options.onError?.(toError(error));
    this.end();
    this.#onReady(this);
  };
}
