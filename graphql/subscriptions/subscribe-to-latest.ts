import type { Clock } from "../../server/core/clock";
import { type LiveFeed, type LiveSource, liveSource } from "./live-source";

interface LatestSubscription<Value> {
  /** Names what is shown, for example "run-progress:0190…". */
  readonly key: string;
  /** From `permissionScope`. */
  readonly scope: string;
  /** The value as it is now. */
  readonly read: () => Value | Promise<Value>;
  /** Calls back at each change, as often as it likes; returns the function that stops it. */
  readonly onChange: (listener: () => void) => () => void;
  /** Milliseconds between two values at the least. */
  readonly interval?: number;
}

/**
 * A subscription to something that changes faster than people can read: the current value at once, then the latest at
 * most every `interval`. What lies between is left out, for everybody alike and more so for who reads slowly.
 */
export function subscribeToLatest<Value>(
  clock: Clock,
  { key, scope, ...subscription }: LatestSubscription<Value>,
): LiveSource<Value> {
  return liveSource({ key: `latest:${key}`, scope, after: 0, feed: latestFeed(clock, subscription) });
}

function latestFeed<Value>(
  clock: Clock,
  { read, onChange, interval = 100 }: Omit<LatestSubscription<Value>, "key" | "scope">,
): LiveFeed<Value> {
  // Numbers count what this feed gave out; they mean nothing to clients, who always begin with the current value.
  let version = 1;
  return {
    position: async () => version,
    read: async (after) => (after < version ? [{ sequence: version, value: await read() }] : []),
    async *follow(after, signal) {
      let dirty = after < version;
      let wake = () => {};
      const stop = onChange(() => {
        dirty = true;
        wake();
      });
      const aborted = () => wake();
      signal.addEventListener("abort", aborted);
      try {
        while (!signal.aborted) {
          if (!dirty) {
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
            continue;
          }
          dirty = false;
          version += 1;
          yield [{ sequence: version, value: await read() }];
          await clock.sleep(interval, signal).catch(() => {});
        }
      } finally {
        stop();
        signal.removeEventListener("abort", aborted);
      }
    },
  };
}
