import { expect, test } from "vitest";
import type { Database } from "../../../server/core/database";
import { appendEvents } from "../../../server/events/append-events";
import { lastSequence, readEvents } from "../../../server/events/read-events";
import { onEachDatabase } from "../../support/database";

const at = new Date("2026-01-01T00:00:00.123Z");
const stream = (id: string) => ({ id: `test:${id}`, kind: "test", namespaceId: null });
const event = (n: number) => ({
  type: "Happened",
  payload: { n, text: "信号 \"'\\" },
  actor: "system:test",
  at,
});
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const numbers = async (database: Database, id: string) =>
  (await readEvents(database.client, `test:${id}`, { limit: 10_000 })).map(({ sequence }) => sequence);

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
    expect(read.map(({ sequence, payload }) => [sequence, payload.n])).toEqual(upTo(4).map((n) => [n, n]));
    expect(read[0]).toEqual({ streamId: "test:a", sequence: 1, ...event(1) });
    expect(await readEvents(database.client, "test:b")).toMatchObject([{ sequence: 1, payload: { n: 10 } }]);
  });

  test("takes the payload as it is when it is appended", async () => {
    const database = await databases.open();
    const payload = { deep: { n: 1 } };
    await database.transaction(async (tx) => {
      appendEvents(tx, stream("a"), [{ ...event(1), payload }]);
      payload.deep.n = 2;
    });
    expect((await readEvents(database.client, "test:a"))[0]?.payload).toEqual({ deep: { n: 1 } });
  });

  test("fifty writers to one stream leave no gap and no number twice", async () => {
    const database = await databases.open();
    await Promise.all(
      upTo(50).map((writer) =>
        database.transaction(async (tx) => {
          await tx.client.stream.count();
          appendEvents(tx, stream("one"), [event(writer), event(writer)]);
        }),
      ),
    );
    expect(await numbers(database, "one")).toEqual(upTo(100));
    const read = await readEvents(database.client, "test:one");
    for (let n = 0; n < 100; n += 2) expect(read[n]?.payload).toEqual(read[n + 1]?.payload);
    expect(await lastSequence(database.client, "test:one")).toBe(100);
  });

  test("fifty writers to overlapping sets of streams, named in different orders, all get through", async () => {
    const database = await databases.open();
    const names = ["a", "b", "c", "d", "e"];
    await Promise.all(
      upTo(50).map((writer) =>
        database.transaction(async (tx) => {
          const order = writer % 2 === 0 ? names : [...names].reverse();
          for (const name of order) appendEvents(tx, stream(name), [event(writer)]);
        }),
      ),
    );
    for (const name of names) expect(await numbers(database, name)).toEqual(upTo(50));
  });

  test("what is rolled back takes no number with it", async () => {
    const database = await databases.open();
    const results = await Promise.allSettled(
      upTo(60).map((writer) =>
        database.transaction(async (tx) => {
          appendEvents(tx, stream("a"), [event(writer)]);
          if (writer % 3 === 0) throw new Error("rolled back");
        }),
      ),
    );
    expect(results.filter(({ status }) => status === "rejected")).toHaveLength(20);
    expect(await numbers(database, "a")).toEqual(upTo(40));
    const kept = (await readEvents(database.client, "test:a")).map(({ payload }) => Number(payload.n) % 3);
    expect(kept).not.toContain(0);
  });

  test("pages go on where the last one ended, past the end and in unknown streams they are empty", async () => {
    const database = await databases.open();
    await database.transaction(async (tx) => appendEvents(tx, stream("a"), upTo(7).map(event)));
    const page = async (after: number) =>
      (await readEvents(database.client, "test:a", { after, limit: 3 })).map(({ sequence }) => sequence);
    expect([await page(0), await page(3), await page(6), await page(7), await page(99)]).toEqual([
      [1, 2, 3],
      [4, 5, 6],
      [7],
      [],
      [],
    ]);
    expect(await readEvents(database.client, "test:none")).toEqual([]);
    expect(await lastSequence(database.client, "test:none")).toBe(0);
  });
});
