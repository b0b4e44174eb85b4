import { topic } from "../core/announcements";
import type { BulkWrite, Transaction } from "../core/database";
import { rows, sql } from "../core/rowset";
import type { EventRow, StreamRef } from "./event";
import { notifyProcesses } from "./notify-processes";

/** Events that are about to be written, before they have a number. */
export interface PendingEvent extends Omit<EventRow, "streamId" | "sequence"> {
  readonly stream: StreamRef;
}

/** The new events of one stream in one commit, numbered without a gap. */
export interface AppendedEvents {
  readonly streamId: string;
  /** The number of the last of them. */
  readonly last: number;
  readonly events: readonly EventRow[];
}

/** Told after each commit that appended events, once for all its streams. */
export const eventsAppended = topic<readonly AppendedEvents[]>("events appended");

/** Numbers and stores all events of a commit in two statements, however many streams they belong to. */
export const eventRows: BulkWrite<PendingEvent> = {
  name: "events",
  async write(tx, pending) {
    const byStream = groupByStream(pending);
    const last = await allocate(tx, byStream);
    const appended = [...byStream].map(([streamId, events]) =>
      numbered(streamId, events, last.get(streamId) ?? 0),
    );
    await insert(
      tx,
      appended.flatMap(({ events }) => events),
    );
    await notifyProcesses(tx, appended);
    tx.announce(eventsAppended, appended);
  },
};

function groupByStream(pending: readonly PendingEvent[]): Map<string, PendingEvent[]> {
  const byStream = new Map<string, PendingEvent[]>();
  for (const event of pending) {
    const events = byStream.get(event.stream.id);
    if (events) events.push(event);
    else byStream.set(event.stream.id, [event]);
  }
  return byStream;
}

/**
 * Takes the next numbers of every stream. The stream's row stays locked until the commit, so the numbers of two
 * transactions appear in the order in which they commit. Rows are locked in one order, so that writers to the same streams queue
 * instead of deadlocking.
 */
async function allocate(
  tx: Transaction,
  byStream: ReadonlyMap<string, readonly PendingEvent[]>,
): Promise<Map<string, number>> {
  const wanted = [...byStream].map(([id, events]) => {
    const first = events[0] as PendingEvent;
    return {
      id,
      namespaceId: first.stream.namespaceId,
      kind: first.stream.kind,
      last: events.length,
      createdAt: first.at,
    };
  });
  const columns = {
    id: "text",
    namespaceId: "text",
    kind: "text",
    last: "int",
    createdAt: "instant",
  } as const;
  const allocated = await tx.client.$queryRaw<{ id: string; last: number | bigint }[]>(sql`
    INSERT INTO "Stream" ("id", "namespaceId", "kind", "last", "createdAt")
    SELECT r."id", r."namespaceId", r."kind", r."last", r."createdAt"
    FROM ${rows(tx.provider, columns, wanted)} WHERE true ORDER BY r."id"
    ON CONFLICT ("id") DO UPDATE SET "last" = "Stream"."last" + excluded."last"
    RETURNING "id", "last"`);
  return new Map(allocated.map(({ id, last }) => [id, Number(last)]));
}

function numbered(streamId: string, events: readonly PendingEvent[], last: number): AppendedEvents {
  const first = last - events.length + 1;
  return {
    streamId,
    last,
    events: events.map(({ type, payload, actor, at }, index) => ({
      streamId,
      sequence: first + index,
      type,
      payload,
      actor,
      at,
    })),
  };
}

async function insert(tx: Transaction, events: readonly EventRow[]): Promise<void> {
  const columns = {
    streamId: "text",
    sequence: "int",
    type: "text",
    payload: "text",
    actor: "text",
    at: "instant",
  } as const;
  const items = events.map(({ streamId, sequence, type, payload, actor, at }) => ({
    streamId,
    sequence,
    type,
    payload,
    actor,
    at,
  }));
  await tx.client.$executeRaw(sql`
    INSERT INTO "Event" ("streamId", "sequence", "type", "payload", "actor", "at")
    SELECT r."streamId", r."sequence", r."type", r."payload", r."actor", r."at"
    FROM ${rows(tx.provider, columns, items)}`);
}
