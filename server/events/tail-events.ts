import type { Database } from "../core/database";
import type { StoredEvent } from "./event";
import type { EventHub } from "./hub";
import { readEvents } from "./read-events";

export interface EventDeps {
  readonly database: Database;
  readonly hub: EventHub;
}

/**
 * Follows a stream from number `after` + 1 on: first what is there, then what comes, each event once and in order, in
 * pages of at most `limit`. It is a cursor over the log, not a queue: between two pages it holds nothing, so a
 * slow reader costs no memory and a reader that comes back with its last number misses nothing.
 * Ends when the signal aborts; what it registered goes when the iteration stops, however it stops.
 */
export async function* tailEvents(
  { database, hub }: EventDeps,
  streamId: string,
  after: number,
  signal: AbortSignal,
  { limit = 500 }: { limit?: number } = {},
): AsyncGenerator<readonly StoredEvent[], void, void> {
  const watch = hub.watch(streamId);
  try {
    let cursor = after;
    while (!signal.aborted) {
      const page =
        hub.recent(streamId, cursor, limit) ??
        (await readEvents(database.client, streamId, { after: cursor, limit }));
      const newest = page.at(-1);
      if (newest) {
        cursor = newest.sequence;
        yield page;
      } else {
        await watch.beyond(cursor, signal);
      }
    }
  } finally {
    watch.close();
  }
}
