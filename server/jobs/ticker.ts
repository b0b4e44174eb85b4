import type { Clock } from "../core/clock";

/**
 * Calls `tick` every `everyMs`, one after the other. One that comes due while another still runs follows right after it.
 * @param tick must not reject.
 * @returns what stops it; resolves when no tick runs any more.
 */
export function startTicker(clock: Clock, everyMs: number, tick: () => Promise<void>): () => Promise<void> {
  let stopped = false;
  let due = false;
  let ticking: Promise<void> | null = null;
  let cancel = clock.after(everyMs, ring);

  function ring(): void {
    cancel = clock.after(everyMs, ring);
    due = true;
    ticking ??= tickWhileDue();
  }
  async function tickWhileDue(): Promise<void> {
    while (due && !stopped) {
      due = false;
      await tick();
    }
    ticking = null;
  }
  return async () => {
    stopped = true;
    cancel();
    await ticking;
  };
}
