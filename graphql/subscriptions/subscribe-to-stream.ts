import type { StoredEvent } from "../../server/events/event";
import { lastSequence, readEvents } from "../../server/events/read-events";
import { type EventDeps, tailEvents } from "../../server/events/tail-events";
import { type LiveSource, liveSource, type Numbered } from "./live-source";

interface StreamSubscription {
  readonly streamId: string;
  /** The `after` argument of the field: the last number the subscriber has seen. */
  readonly after: number | null | undefined;
  /** From `permissionScope`. */
  readonly scope: string;
}

/**
 * A subscription to a stream's events from number `after` + 1 on, for the `subscribe` of a field that takes `after`.
 * Check the permission first: the check is made again whenever somebody's access changes.
 * @example
 * subscribe: async (_root, { id, after }, { request, services }) => {
 *   const run = await getRun(services, request, rowId("Run", id));
 *   return subscribeToStream(services, { streamId: runEvents.stream(run).id, after, scope: permissionScope(request.actor) });
 * },
 */
export function subscribeToStream(
  { database, hub }: EventDeps,
  { streamId, after, scope }: StreamSubscription,
): LiveSource<StoredEvent> {
  return liveSource({
    key: `stream:${streamId}`,
    scope,
    after: Math.max(0, after ?? 0),
    feed: {
      position: () => lastSequence(database.client, streamId),
      async read(from, limit) {
        const recent = hub.recent(streamId, from, limit);
        return numbered(recent ?? (await readEvents(database.client, streamId, { after: from, limit })));
      },
      async *follow(from, signal) {
        for await (const page of tailEvents({ database, hub }, streamId, from, signal, { limit: 64 })) {
          yield numbered(page);
        }
      },
    },
  });
}

const numbered = (events: readonly StoredEvent[]): Numbered<StoredEvent>[] =>
  events.map((event) => ({ sequence: event.sequence, value: event }));
