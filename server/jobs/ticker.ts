import type { Clock } from "../core/clock";

/** Calls `tick` every `everyMs`, one after the other: a tick that takes longer delays the next. @returns what stops it. */
export function startTicker(clock: Clock, everyMs: number, tick: () => Promise<void>): () => Promise<void> {
  let stopped = false;
  let ticking: Promise<void> = Promise.resolve();
  let cancel = clock.after(everyMs, ring);
  function ring() {
    ticking = tick().then(() => {
      if (!stopped) cancel = clock.after(everyMs, ring);
    });
  }
  return () => {
    stopped = true;
    cancel();
    return ticking;
  };
}
