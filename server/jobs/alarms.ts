import type { Clock } from "../core/clock";

const mostAlarms = 1_000;
const farthestMs = 3_600_000;

/** Calls `ring` at each instant it is set to. What is too far off or too much is left to the poll. */
export function createAlarms(clock: Clock, ring: () => void) {
  const set = new Map<number, () => void>();
  return {
    set(instant: Date) {
      const at = instant.getTime();
      const delay = at - clock.now().getTime();
      if (delay > farthestMs || set.size >= mostAlarms || set.has(at)) return;
      const cancel = clock.after(delay, () => {
        set.delete(at);
        ring();
      });
      set.set(at, cancel);
    },
    clear() {
      for (const cancel of set.values()) cancel();
      set.clear();
    },
  };
}
