import type { Clock } from "../core/clock";
import { toError } from "../core/errors";
import type { Logger } from "../core/logger";

/** Something that is tidied again and again; finding nothing to do must be cheap. */
export interface Chore {
  readonly name: string;
  /** Milliseconds from the end of one round to the beginning of the next; the first comes soon after the start. */
  readonly every: number;
  readonly run: (signal: AbortSignal) => Promise<unknown>;
}

const firstRoundMs = 5_000;

/**
 * Does each chore by itself, one round after the other. A chore that fails is logged and tried again at its next round.
 * Several servers may do the same chores at once: each must bear that.
 * @returns the function that stops them and waits for what runs.
 */
export function keepHouse(
  { clock, logger }: { clock: Clock; logger: Logger },
  chores: readonly Chore[],
): () => Promise<void> {
  const stop = new AbortController();
  const loops = chores.map(async (chore) => {
    for (let pause = firstRoundMs; ; pause = chore.every) {
      await clock.sleep(pause, stop.signal).catch(() => {});
      if (stop.signal.aborted) return;
      try {
        await chore.run(stop.signal);
      } catch (error) {
        logger.error({ err: toError(error), chore: chore.name }, "A chore failed; it is tried again later.");
      }
    }
  });
  return async () => {
    stop.abort();
    await Promise.all(loops);
  };
}
