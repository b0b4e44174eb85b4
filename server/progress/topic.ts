import type { Clock } from "../core/clock";
import { AppError } from "../core/errors";
import type { BatchingSettings } from "./batching-settings";
import type { DelayMeter } from "./delay-meter";
import type { Value } from "./entry";
import { Pending } from "./pending";
import { type Deliver, type SubscribeOptions, Subscriber } from "./subscriber";
import type { Workbook } from "./workbook";

/** A timer may ring a little early by the monotonic clock; half a millisecond early beats a whole one late. */
const EARLY = 0.5;

export interface TopicOptions {
  readonly workbook: Workbook;
  readonly clock: Clock;
  readonly batching: BatchingSettings;
  readonly delay: DelayMeter;
}

interface Waiter {
  readonly cost: () => number;
  readonly run: () => void;
  readonly reject: (error: Error) => void;
  readonly priority: number;
}

/**
 * Takes what is published about the subjects of one workbook and hands it to subscribers in numbered batches.
 * What is pending never exceeds the keys plus the capacity: values overwrite, producers of barriers wait.
 */
export class Topic {
  readonly workbook: Workbook;
  readonly pending: Pending;
  readonly #clock: Clock;
  readonly #batching: BatchingSettings;
  readonly #delay: DelayMeter;
  readonly #subscribers = new Set<Subscriber>();
  readonly #blocking = new Set<Subscriber>();
  readonly #waiters: Waiter[] = [];
  #number = 0;
  #queuedAt = -1;
  #timerSet = false;
  #cutting = false;
  #urgent = false;
  #scheduled = false;
  #closed = false;
  #closing: Promise<{ undelivered: number }> | null = null;
  #onIdle: (() => void) | null = null;
  #accepted = 0;
  #refused = 0;
  #entries = 0;
  #merged = 0;

  constructor(options: TopicOptions) {
    this.workbook = options.workbook;
    this.pending = new Pending(options.workbook);
    this.#clock = options.clock;
    this.#batching = options.batching;
    this.#delay = options.delay;
  }

  /** Counters since the beginning, of fixed cardinality. `mergedForSlow` never reached a slow subscriber singly. */
  get stats() {
    let mergedForSlow = this.#merged;
    for (const subscriber of this.#subscribers) mergedForSlow += subscriber.merged;
    return {
      accepted: this.#accepted,
      refused: this.#refused,
      entries: this.#entries,
      batches: this.#number,
      pending: this.pending.length,
      subscribers: this.#subscribers.size,
      mergedForSlow,
    };
  }

  get closed(): boolean {
    return this.#closed;
  }

  /**
   * Publishes a value: never waits. Answers false, and counts, what is refused: a subject that was removed or
   * finished, a past epoch, a closed topic. Values are trusted to fit the field.
   */
  publish(subject: number, epoch: number, field: number, value: Value, priority = 0): boolean {
    const row = this.#closed ? -1 : this.workbook.writableRow(subject, epoch);
    if (row < 0) return this.refuse();
    this.workbook.write(row, field, value);
    this.touch(priority);
    return true;
  }

  refuse(): false {
    this.#refused++;
    return false;
  }

  /** To be called once after writing to the workbook: decides when to flush. Before it, nothing is cut. */
  touch(priority: number): void {
    this.#accepted++;
    if (this.#queuedAt < 0) {
      this.#queuedAt = this.#clock.monotonic();
      if (!this.#timerSet) this.#arm(this.#batching.flushInterval);
    }
    if (this.pending.length >= this.#batching.maxBatchSize || priority >= this.#batching.priorityThreshold) {
      this.flush();
    }
  }

  /**
   * Runs `change`, whose barriers become visible in one batch: at once when there is room for `cost` more places,
   * otherwise in turn, when there is. Rejects with what `change` throws, or UNAVAILABLE once closed.
   */
  async barrier<Result>(cost: () => number, change: () => Result, priority = 0): Promise<Result> {
    if (this.closed) throw closedError();
    return new Promise((resolve, reject) => {
      const run = () => {
        try {
          resolve(change());
        } catch (error) {
          reject(error);
        }
      };
      const waiter = { cost, run, reject, priority };
      if (this.#waiters.length === 0 && this.#hasRoom(waiter)) return this.#admit(waiter);
      this.#waiters.push(waiter);
      this.flush();
    });
  }

  /** Sends all that is pending as one batch, now or as soon as the batch before it is through. */
  flush(): void {
    if (this.#cutting || this.#blocking.size > 0) {
      this.#urgent = true;
      return;
    }
    if (this.pending.length === 0) return;
    this.#cutting = true;
    this.#urgent = false;
    const queuedAt = this.#queuedAt;
    this.#queuedAt = -1;
    const cut = this.pending.cut();
    this.#number++;
    this.#entries += cut.length;
    const delivery = { first: this.#number, number: this.#number, cut };
    for (const subscriber of this.#subscribers) subscriber.prepare(delivery);
    for (const subscriber of this.#subscribers) this.#send(subscriber);
    this.#delay.record(this.#clock.monotonic() - queuedAt);
    while (this.#waiters.length > 0 && this.#hasRoom(this.#waiters[0]!)) this.#admit(this.#waiters.shift()!);
    this.#cutting = false;
    this.#settle();
  }

  /** Adds a subscriber; the returned function ends the subscription. On a closed topic it ends at once. */
  subscribe(deliver: Deliver, options: SubscribeOptions = {}): () => void {
    const subscriber = new Subscriber(this.workbook, deliver, options, this.#number, this.#onReady);
    if (this.closed) {
      subscriber.end();
      return () => {};
    }
    this.#subscribers.add(subscriber);
    if (options.snapshot) {
      if (this.pending.length > 0) this.flush();
      else this.#catchUp(subscriber);
    }
    return () => {
      subscriber.end();
      this.#drop(subscriber);
      this.#settle();
    };
  }

  /**
   * Refuses new work, flushes, and waits until all is delivered or `deadline` milliseconds have passed. Answers how
   * many entries some subscriber did not get or confirm, and barriers that never got in. May be called again.
   */
  close(deadline = 5000): Promise<{ undelivered: number }> {
    this.#closing ??= this.#drain(deadline);
    return this.#closing;
  }

  async #drain(deadline: number): Promise<{ undelivered: number }> {
    this.#closed = true;
    await new Promise<void>((resolve) => {
      const cancel = this.#clock.after(deadline, resolve);
      this.#onIdle = () => {
        cancel();
        resolve();
      };
      this.flush();
      this.#settle();
    });
    this.#onIdle = null;
    let undelivered = this.pending.length + this.#waiters.length;
    for (const waiter of this.#waiters.splice(0)) waiter.reject(closedError());
    for (const subscriber of this.#subscribers) {
      undelivered += subscriber.undelivered;
      subscriber.end();
    }
    this.#subscribers.clear();
    this.#blocking.clear();
    return { undelivered };
  }

  #send(subscriber: Subscriber): void {
    const sent = subscriber.send();
    if (sent === null || !subscriber.lossless) return;
    this.#blocking.add(subscriber);
    void sent.then(() => {
      this.#blocking.delete(subscriber);
      this.#settle();
    });
  }

  #catchUp(subscriber: Subscriber): void {
    subscriber.prepareBehind(this.#number);
    this.#send(subscriber);
  }

  /** A subscriber that was busy: what it missed is right to read only while nothing is pending. */
  readonly #onReady = (subscriber: Subscriber): void => {
    if (subscriber.ended) this.#drop(subscriber);
    else if (this.pending.length === 0) this.#catchUp(subscriber);
    if (this.#onIdle) this.#settle();
  };

  #drop(subscriber: Subscriber): void {
    if (this.#subscribers.delete(subscriber)) this.#merged += subscriber.merged;
    this.#blocking.delete(subscriber);
  }

  #hasRoom(waiter: Waiter): boolean {
    const { used } = this.pending;
    return used === 0 || used + waiter.cost() <= this.#batching.capacity;
  }

  #admit(waiter: Waiter): void {
    waiter.run();
    if (this.pending.length > 0) this.touch(waiter.priority);
  }

  #arm(milliseconds: number): void {
    this.#timerSet = true;
    this.#clock.after(milliseconds, this.#onTimer);
  }

  /** The timer is left running when a flush came first: it then looks at the age of what is pending now. */
  readonly #onTimer = (): void => {
    this.#timerSet = false;
    if (this.#queuedAt < 0) return;
    const left = this.#batching.flushInterval - (this.#clock.monotonic() - this.#queuedAt);
    if (left > EARLY) this.#arm(left);
    else this.flush();
  };

  /** After each end of a delivery: the next flush, if one was asked for, gets a turn of its own. */
  #settle(): void {
    if (this.#cutting || this.#blocking.size > 0) return;
    const due = this.#urgent || this.#waiters.length > 0 || this.closed;
    if (due && this.pending.length > 0 && !this.#scheduled) {
      this.#scheduled = true;
      setImmediate(() => {
        this.#scheduled = false;
        this.flush();
      });
    }
    if (this.#onIdle && this.#isIdle()) this.#onIdle();
  }

  #isIdle(): boolean {
    if (this.pending.length > 0 || this.#waiters.length > 0) return false;
    for (const subscriber of this.#subscribers) if (subscriber.busy || subscriber.behind) return false;
    return true;
  }
}

const closedError = () => new AppError("UNAVAILABLE", "This progress topic is closed.");
