import type { Clock } from "../core/clock";
import type { Logger } from "../core/logger";
import type { Random } from "../core/random";
import { eventsAppended } from "./event-rows";
import { listenPostgres } from "./listen-postgres";
import { pollStreams } from "./stream-poll";
import type { EventDeps } from "./tail-events";

interface ConnectOptions extends EventDeps {
  /** The database's address: PostgreSQL listens on a connection of its own. */
  url: string;
  clock: Clock;
  random: Random;
  logger: Logger;
}

/**
 * Feeds the hub: with the commits of this process at once, and on PostgreSQL with those of other processes by
 * NOTIFY, backed by a slow poll.
 * @returns the function that disconnects it.
 */
export function connectHub({
  database,
  hub,
  url,
  clock,
  random,
  logger,
}: ConnectOptions): () => Promise<void> {
  const deafen = database.on(eventsAppended, (appended) => {
    for (const stream of appended) hub.appended(stream);
  });
  if (database.provider === "sqlite") return async () => deafen();
  const poll = pollStreams({ database, hub, clock, logger });
  const hangUp = listenPostgres({
    url,
    clock,
    random,
    logger,
    onGrowth: (grown) => {
      for (const [streamId, last] of grown) hub.wake(streamId, last);
    },
    onUncertain: poll.look,
  });
  return async () => {
    deafen();
    await hangUp();
    await poll.stop();
  };
}
