import type { Random } from "../core/random";

/** Delays before a retry, in milliseconds: the ceiling doubles from `baseMs` with each failure up to `capMs`. */
export interface Backoff {
  readonly baseMs: number;
  readonly capMs: number;
}

/**
 * Exponential back-off with full jitter: anything between 0 and the ceiling, so that what failed together does not come
 * back together. Source: Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
 * @param failures how often it has failed, from 1.
 */
export function backoffDelay({ baseMs, capMs }: Backoff, failures: number, random: Random): number {
  const ceiling = Math.min(capMs, baseMs * 2 ** Math.min(failures - 1, 52));
  return Math.floor(random.next() * ceiling);
}
