import type { Clock } from "../core/clock";
import { toError } from "../core/errors";
import type { Logger } from "../core/logger";
import { sql } from "../core/rowset";
import type { EventHub } from "./hub";
import type { EventDeps } from "./tail-events";

interface PollOptions extends EventDeps {
  clock: Clock;
  logger: Logger;
  /** Milliseconds between two looks. */
  interval?: number;
}

/**
 * Asks the database, in one query for all watched streams, how far each has grown: every 1.5 s, and soon after `look`.
 * Makes up for any wake-up between processes that was lost.
 * @returns `look`, and the function that stops it.
 */
export function pollStreams({ database, hub, clock, logger, interval = 1_500 }: PollOptions): {
  look: () => void;
  stop: () => Promise<void>;
} {
  let cancel = () => {};
  let stopped = false;
  let looking: Promise<void> | null = null;
  let again = false;

  const look = () => {
    if (stopped) return;
    if (looking) {
      again = true;
      return;
    }
    cancel();
    looking = wakeGrown(database, hub)
      .catch((error) => logger.warn({ err: toError(error) }, "could not look for new events"))
      .finally(() => {
        looking = null;
        if (again) {
          again = false;
          look();
        } else if (!stopped) cancel = clock.after(interval, look);
      });
  };
  cancel = clock.after(interval, look);

  return {
    look,
    async stop() {
      stopped = true;
      cancel();
      await looking;
    },
  };
}

async function wakeGrown(database: EventDeps["database"], hub: EventHub): Promise<void> {
  const ids = [...hub.watched().keys()];
  if (ids.length === 0) return;
  const found = await database.client.$queryRaw<{ id: string; last: number }[]>(
    sql`SELECT "id", "last" FROM "Stream" WHERE "id" IN (SELECT jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))`,
  );
  for (const { id, last } of found) hub.wake(id, last);
}
