import { expect, test } from "vitest";
import { appendEvents } from "../../../server/events/append-events";
import { readEvents } from "../../../server/events/read-events";
import { onEachDatabase } from "../../support/database";

const at = new Date("2026-01-01T00:00:00.123Z");
const stream = (id: string) => ({ id: `test:${id}`, kind: "test", namespaceId: null });
const event = (n: number) => ({
  type: "Happened",
  payload: { n, text: "信号 \"'" },
  actor: "system:test",
  at,
});

onEachDatabase("appending events", (databases) => {
  test("numbers them 1, 2, 3 in the order of appending and gives them back as written", async () => {
    const database = await databases.open();
    await database.transaction(async (tx) => {
      appendEvents(tx, stream("a"), [event(1), event(2)]);
      appendEvents(tx, stream("b"), [event(10)]);
      appendEvents(tx, stream("a"), [event(3)]);
    });
    await database.transaction(async (tx) => appendEvents(tx, stream("a"), [event(4)]));
    const read = await readEvents(database.client, "test:a");
    expect(read.map(({ sequence, payload }) => [sequence, payload.n])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 4],
    ]);
    expect(read[0]).toEqual({ streamId: "test:a", sequence: 1, ...event(1) });
    expect(await readEvents(database.client, "test:b")).toMatchObject([{ sequence: 1, payload: { n: 10 } }]);
  });
});
