import pg from "pg";
import type { Clock } from "../core/clock";
import { toError } from "../core/errors";
import type { Logger } from "../core/logger";

interface LockOptions {
  /** The database's address: the lock lives as long as a connection of its own. */
  url: string;
  /** The worker's name. */
  name: string;
  clock: Clock;
  logger: Logger;
}

const retryMs = 1_000;

/**
 * Shows the other processes on a PostgreSQL database that this worker is alive: by an advisory lock that the database
 * releases within milliseconds of the process's end, however it ends. A lost connection is made again.
 * @returns what lets go of the lock. Resolves when the lock is held.
 */
export async function holdWorkerLock(options: LockOptions): Promise<() => Promise<void>> {
  const stop = new AbortController();
  let held = () => {};
  const first = new Promise<void>((resolve) => {
    held = resolve;
  });
  const holding = keepHolding(options, stop.signal, () => held());
  await first;
  return async () => {
    stop.abort();
    await holding;
  };
}

async function keepHolding(options: LockOptions, signal: AbortSignal, onHeld: () => void): Promise<void> {
  while (!signal.aborted) {
    try {
      await holdOnce(options, signal, onHeld);
    } catch (error) {
      options.logger.warn({ err: toError(error) }, "lost the connection that shows this worker to be alive");
      await options.clock.sleep(retryMs, signal).catch(() => {});
    }
  }
}

/** One connection's life: resolves when stopped, rejects when the connection ends by itself. */
async function holdOnce({ url, name }: LockOptions, signal: AbortSignal, onHeld: () => void): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    keepAlive: true,
    application_name: `signalbox ${name}`.slice(0, 63),
  });
  const ended = new Promise<never>((_, reject) => {
    client.on("error", reject);
    client.on("end", () => reject(new Error("The connection ended.")));
  });
  // Only the race below looks at it, and not before the connection stands.
  ended.catch(() => {});
  const stopped = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  try {
    await client.connect();
    await client.query("SELECT pg_advisory_lock(hashtextextended($1, 0))", [lockText(name)]);
    onHeld();
    await Promise.race([ended, stopped]);
  } finally {
    await client.end().catch(() => {});
  }
}

/** What the lock's number is made from. */
export const lockText = (worker: string): string => `signalbox worker ${worker}`;
