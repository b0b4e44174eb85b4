import { createHistogram } from "node:perf_hooks";

export interface Delay {
  /** How many batches were measured. */
  readonly count: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** How long the oldest entry of each batch waited from its publication to its delivery. */
export class DelayMeter {
  readonly #histogram = createHistogram();

  record(milliseconds: number): void {
    this.#histogram.record(Math.max(1, Math.round(milliseconds * 1000)));
  }

  read(): Delay {
    const { count } = this.#histogram;
    if (count === 0) return { count, p50: 0, p99: 0, max: 0 };
    return {
      count,
      p50: this.#histogram.percentile(50) / 1000,
      p99: this.#histogram.percentile(99) / 1000,
      max: this.#histogram.max / 1000,
    };
  }
}
