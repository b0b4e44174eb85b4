import type { Database } from "../core/database";
import { eventsAppended } from "../events/event-rows";
import type { Metrics } from "./metrics";

/** Counts what is written to the log by type: runs that succeeded, imports that failed, … Returns how to stop. */
export function countEvents(database: Database, metrics: Metrics): () => void {
  return database.on(eventsAppended, (appended) => {
    for (const { events } of appended) for (const { type } of events) metrics.events.inc({ type });
  });
}
