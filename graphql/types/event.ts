import type { StoredEvent } from "../../server/events/event";
import { readEvents } from "../../server/events/read-events";
import { builder } from "../builder";

export const EventType = builder.objectRef<StoredEvent>("Event").implement({
  description: "Something that happened. Numbers are 1, 2, 3 … within a stream, without a gap.",
  fields: (t) => ({
    sequence: t.exposeInt("sequence"),
    type: t.exposeString("type", { description: "For example RunStarted; see the event reference." }),
    payload: t.field({ type: "JSON", resolve: (event) => event.payload }),
    actor: t.exposeString("actor", {
      description: 'Who did it, for example "user:0190…" or "system:worker".',
    }),
    at: t.expose("at", { type: "DateTime" }),
  }),
});

/** Arguments of the `events` field of a thing that has a stream. */
export const eventPageArgs = builder.args((t) => ({
  after: t.int({ defaultValue: 0, description: "The last sequence you have seen." }),
  first: t.int({ defaultValue: 100, description: "At most 500." }),
}));

export const pageOfEvents = (
  client: Parameters<typeof readEvents>[0],
  streamId: string,
  args: { after?: number | null; first?: number | null },
) =>
  readEvents(client, streamId, {
    after: Math.max(0, args.after ?? 0),
    limit: Math.min(Math.max(1, args.first ?? 100), 500),
  });
