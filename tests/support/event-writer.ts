import { openDatabase } from "../../server/db";
import { appendEvents } from "../../server/events/append-events";

/** A second process that appends `count` events to a stream, one transaction each: `tsx event-writer.ts URL STREAM COUNT`. */
const [url = "", streamId = "", count = "1"] = process.argv.slice(2);
const database = await openDatabase(url);
for (let n = 1; n <= Number(count); n++) {
  await database.transaction(async (tx) =>
    appendEvents(tx, { id: streamId, kind: "test", namespaceId: null }, [
      { type: "Happened", payload: { n, pid: process.pid }, actor: "system:writer", at: new Date() },
    ]),
  );
}
await database.close();
