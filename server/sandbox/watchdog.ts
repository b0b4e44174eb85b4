import { graceMs } from "./limits";

const lookEveryMs = 100;

/**
 * Calls `onSilent` when `beat[0]` has not moved for the allowed time and a grace: the engine stops itself at its
 * interrupt points, so this is for what never reaches one (a regular expression, a native loop over a huge array).
 */
export function createWatchdog(
  beat: Int32Array,
  onSilent: () => void,
): { start(silentMs: number): void; stop(): void } {
  let timer: NodeJS.Timeout | null = null;
  const stop = () => {
    if (timer) clearInterval(timer);
    timer = null;
  };
  return {
    stop,
    start(silentMs) {
      stop();
      if (silentMs === 0) return;
      let seen = Atomics.load(beat, 0);
      let since = performance.now();
      timer = setInterval(() => {
        const now = Atomics.load(beat, 0);
        if (now !== seen) {
          seen = now;
          since = performance.now();
        } else if (performance.now() - since > silentMs + graceMs) {
          stop();
          onSilent();
        }
      }, lookEveryMs);
    },
  };
}
