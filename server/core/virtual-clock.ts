import type { Clock } from "./clock";

interface Alarm {
  at: number;
  order: number;
  ring: () => void;
}

/**
 * A clock that stands still until it is advanced. Alarms ring in order of time, then of their setting, and the
 * event loop gets a full turn between two of them, so that what one alarm starts is seen by the next.
 */
export class VirtualClock implements Clock {
  #now: number;
  #order = 0;
  readonly #alarms = new Set<Alarm>();

  constructor(start: Date = new Date("2026-01-01T00:00:00Z")) {
    this.#now = start.getTime();
  }

  now(): Date {
    return new Date(this.#now);
  }

  monotonic(): number {
    return this.#now;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        cancel();
        reject(signal?.reason);
      };
      const cancel = this.after(milliseconds, () => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      });
      signal?.addEventListener("abort", onAbort, { once: true });
    });
  }

  after(milliseconds: number, callback: () => void): () => void {
    const alarm: Alarm = { at: this.#now + Math.max(0, milliseconds), order: this.#order++, ring: callback };
    this.#alarms.add(alarm);
    return () => this.#alarms.delete(alarm);
  }

  /** When the next alarm rings, in milliseconds since the epoch, or null when none is set. */
  nextAlarm(): number | null {
    return this.#next()?.at ?? null;
  }

  /** Moves time forward, ringing every alarm on the way. */
  async advance(milliseconds: number): Promise<void> {
    const target = this.#now + milliseconds;
    await turn();
    for (let alarm = this.#next(); alarm && alarm.at <= target; alarm = this.#next()) {
      this.#alarms.delete(alarm);
      this.#now = Math.max(this.#now, alarm.at);
      alarm.ring();
      await turn();
    }
    this.#now = target;
  }

  #next(): Alarm | undefined {
    let first: Alarm | undefined;
    for (const alarm of this.#alarms) {
      if (!first || alarm.at < first.at || (alarm.at === first.at && alarm.order < first.order))
        first = alarm;
    }
    return first;
  }
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
