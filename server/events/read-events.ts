import type { ReadClient, WriteClient } from "../core/database";
import { type StoredEvent, storedEvent } from "./event";

/**
 * One page of a stream: the events numbered `after` + 1, `after` + 2, … in order, at most `limit` of them.
 * An unknown stream is an empty one.
 */
export async function readEvents(
  client: ReadClient | WriteClient,
  streamId: string,
  { after = 0, limit = 500 }: { after?: number; limit?: number } = {},
): Promise<StoredEvent[]> {
  const found = await client.event.findMany({
    where: { streamId, sequence: { gt: after } },
    orderBy: { sequence: "asc" },
    take: limit,
  });
  return found.map(storedEvent);
}

/** The number of the stream's newest event; 0 before the first. */
export async function lastSequence(client: ReadClient | WriteClient, streamId: string): Promise<number> {
  const stream = await client.stream.findUnique({ where: { id: streamId }, select: { last: true } });
  return stream?.last ?? 0;
}
