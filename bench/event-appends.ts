import { join } from "node:path";
import { migrate } from "../server/database/migrate";
import { openDatabase } from "../server/db";
import { appendEvents } from "../server/events/append-events";
import { callsPerSecond, rawCommitsPerSecond } from "./many-calls";
import type { Report } from "./report";

const atOnce = 512;

/** Durable appends: one writer that waits for each commit, and many whose commits are grouped. */
export async function measureAppends(report: Report, folder: string): Promise<void> {
  const url = `file:${join(folder, "events.db")}`;
  await migrate(url);
  const database = await openDatabase(url);
  let n = 0;
  const append = (streams: number) => () =>
    database.transaction(async (tx) => {
      n += 1;
      const stream = { id: `run:${n % streams}`, kind: "run", namespaceId: null };
      const payload = { position: n, rowsIn: n * 1_000, rowsOut: n * 900, rowsFiltered: 0, rowsFailed: 0 };
      appendEvents(tx, stream, [
        { type: "RunStepProgressed", payload, actor: "system:worker", at: new Date() },
      ]);
    });
  await callsPerSecond(append(100), 2_000, atOnce);

  const raw = rawCommitsPerSecond(folder);
  const single = await callsPerSecond(append(100), 1_000, 1);
  const grouped = await callsPerSecond(append(100), 50_000, atOnce);
  const oneStream = await callsPerSecond(append(1), 20_000, atOnce);
  await database.close();
  report({
    name: "events.durable appends, one at a time",
    value: single,
    unit: "events/s",
    target: null,
    better: "higher",
    reference: { "durable commits/s, raw": raw },
  });
  report({
    name: "events.durable appends, grouped, against one at a time",
    value: grouped / single,
    unit: "×",
    target: 10,
    better: "higher",
    reference: {
      "grouped, events/s": grouped,
      "grouped into one stream, events/s": oneStream,
      "durable commits/s, raw": raw,
    },
  });
}
