import type { Transaction } from "../core/database";
import type { NewEvent, StreamRef } from "./event";
import { eventRows } from "./event-rows";

/**
 * Adds events to a stream as part of `tx`. They are numbered and written together with those of every neighbour in
 * the same commit, in the order in which they were appended; readers are woken after the commit.
 */
export function appendEvents(tx: Transaction, stream: StreamRef, events: readonly NewEvent[]): void {
  for (const event of events) {
    tx.later(eventRows, {
      stream,
      type: event.type,
      payload: JSON.stringify(event.payload),
      actor: event.actor,
      at: event.at,
    });
  }
}
