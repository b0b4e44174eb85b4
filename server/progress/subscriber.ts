import { toError } from "../core/errors";
import { Backlog } from "./backlog";
import type { Cut } from "./cut";
import type { Batch } from "./entry";
import type { Workbook } from "./workbook";

/** A cut on its way to a subscriber, and the batches it stands for. */
export interface Delivery {
  readonly first: number;
  readonly number: number;
  readonly cut: Cut;
}

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
  #next: Delivery | null = null;
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
  prepare(delivery: Delivery): void {
    if (!this.#busy && !this.behind) {
      this.#next = delivery;
      return;
    }
    if (!this.#joining) this.merged += this.#backlog.fold(delivery.cut);
    this.prepareBehind(delivery.number);
  }

  /** What it missed, or the snapshot, as of batch `number`. Only right while nothing is pending. */
  prepareBehind(number: number): void {
    if (this.#busy || !this.behind) return;
    if (this.#joining) this.#backlog.foldAll();
    this.#joining = false;
    this.#next = { first: this.#seen + 1, number, cut: this.#backlog.take() };
  }

  /** Hands over what was prepared. The promise, if any, settles when the subscriber is ready again. */
  send(): Promise<void> | null {
    const delivery = this.#next;
    if (delivery === null) return null;
    this.#next = null;
    this.#seen = delivery.number;
    let answer: void | Promise<void>;
    try {
      answer = delivery.cut.pieces > 1 ? this.#sendPieces(delivery) : this.#deliver(pieceOf(delivery, 0));
    } catch (error) {
      this.#fail(error);
      return null;
    }
    if (answer === undefined) return null;
    this.#busy = true;
    this.#unacknowledged = delivery.cut.length;
    return answer.then(this.#ready, this.#fail);
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#next = null;
    this.#options.onEnd?.();
  }

  async #sendPieces(delivery: Delivery): Promise<void> {
    for (let index = 0; index < delivery.cut.pieces && !this.#ended; index++) {
      if (index > 0) await new Promise<void>((resolve) => setImmediate(resolve));
      const piece = pieceOf(delivery, index);
      await this.#deliver(piece);
      this.#unacknowledged -= piece.entries.length;
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

const pieceOf = ({ first, number, cut }: Delivery, index: number): Batch => ({
  first,
  number,
  entries: cut.piece(index),
  more: index + 1 < cut.pieces,
});
