import pg from "pg";
import type { Clock } from "../core/clock";
import { toError } from "../core/errors";
import type { Logger } from "../core/logger";
import type { Random } from "../core/random";
import { decodeGrowth, type Growth, notifyChannel } from "./notify-processes";

interface ListenOptions {
  url: string;
  clock: Clock;
  random: Random;
  logger: Logger;
  /** Another process (or this one) appended to these streams. */
  onGrowth: (grown: readonly Growth[]) => void;
  /** Something may have been missed: after each connect, and when a message does not say what changed. */
  onUncertain: () => void;
}

const firstDelay = 100;
const longestDelay = 5_000;

/**
 * Listens on a connection of its own until the returned function is called. A lost connection is made again after a
 * growing, jittered delay; what was said meanwhile is lost, hence `onUncertain`.
 */
export function listenPostgres(options: ListenOptions): () => Promise<void> {
  const stop = new AbortController();
  const running = keepListening(options, stop.signal);
  return async () => {
    stop.abort();
    await running;
  };
}

async function keepListening(options: ListenOptions, signal: AbortSignal): Promise<void> {
  const { clock, random, logger } = options;
  let delay = firstDelay;
  while (!signal.aborted) {
    try {
      await listenOnce(options, signal, () => {
        delay = firstDelay;
      });
    } catch (error) {
      logger.warn({ err: toError(error) }, "lost the connection that listens for events; connecting again");
      await clock.sleep(delay * (0.5 + random.next() / 2), signal).catch(() => {});
      delay = Math.min(longestDelay, delay * 2);
    }
  }
}

/** One connection's life: resolves when stopped, rejects when the connection ends by itself. */
async function listenOnce(
  { url, onGrowth, onUncertain }: ListenOptions,
  signal: AbortSignal,
  onConnected: () => void,
): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    keepAlive: true,
    application_name: "signalbox events",
  });
  const ended = new Promise<never>((_, reject) => {
    client.on("error", reject);
    client.on("end", () => reject(new Error("The connection ended.")));
  });
  // Only the race below looks at it, and not before the connection stands.
  ended.catch(() => {});
  const stopped = new Promise<void>((resolve) =>
    signal.addEventListener("abort", () => resolve(), { once: true }),
  );
  client.on("notification", ({ payload = "" }) => {
    const grown = decodeGrowth(payload);
    if (grown) onGrowth(grown);
    else onUncertain();
  });
  try {
    await client.connect();
    await client.query(`LISTEN ${notifyChannel}`);
    onConnected();
    onUncertain();
    await Promise.race([ended, stopped]);
  } finally {
    await client.end().catch(() => {});
  }
}
