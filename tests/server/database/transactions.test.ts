import { expect, test } from "vitest";
import type { BulkWrite, Database } from "../../../server/core/database";
import { rows, sql } from "../../../server/core/rowset";
import { onEachDatabase } from "../../support/database";

const at = new Date("2026-01-01T00:00:00Z");
const stream = (id: string) => ({ id, kind: "test", createdAt: at });

const streamRows: BulkWrite<{ id: string }> = {
  name: "streams",
  async write(tx, items) {
    const source = items.map(({ id }) => ({ id, kind: "test", createdAt: at }));
    await tx.client.$executeRaw(
      sql`INSERT INTO "Stream" ("id", "kind", "createdAt") SELECT r."id", r."kind", r."createdAt" FROM ${rows(tx.provider, { id: "text", kind: "text", createdAt: "instant" }, source)}`,
    );
  },
};

const count = (database: Database, prefix: string) =>
  database.client.stream.count({ where: { id: { startsWith: prefix } } });

onEachDatabase("transactions", (databases) => {
  test("1,000 acknowledged writes survive neighbours that await something else and roll back", async () => {
    const database = await databases.open();
    const acknowledged = new Set<string>();
    const writes = Array.from({ length: 1000 }, async (_, n) => {
      if (n % 3 === 0) {
        const lost = database.transaction(async (tx) => {
          await tx.client.stream.create({ data: stream(`lost-${n}`) });
          await new Promise((resolve) => setImmediate(resolve));
          throw new Error("rolled back");
        });
        await expect(lost).rejects.toThrow("rolled back");
      }
      if (n % 2 === 0) await database.client.stream.create({ data: stream(`kept-${n}`) });
      else await database.transaction((tx) => tx.client.stream.create({ data: stream(`kept-${n}`) }));
      acknowledged.add(`kept-${n}`);
    });
    await Promise.all(writes);
    const kept = await database.client.stream.findMany({ where: { id: { startsWith: "kept-" } } });
    expect(new Set(kept.map((row) => row.id))).toEqual(acknowledged);
    expect(acknowledged.size).toBe(1000);
    expect(await count(database, "lost-")).toBe(0);
  });

  test("rows put off are written with the commit, and none of a failed neighbour's", async () => {
    const database = await databases.open();
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, (_, n) =>
        database.transaction(async (tx) => {
          tx.later(streamRows, { id: `bulk-${n}` });
          if (n % 5 === 0) throw new Error("no");
        }),
      ),
    );
    expect(results.filter((result) => result.status === "rejected")).toHaveLength(10);
    expect(await count(database, "bulk-")).toBe(40);
  });

  test("a member that breaks the shared write fails alone", async () => {
    const database = await databases.open();
    await database.client.stream.create({ data: stream("taken") });
    const results = await Promise.allSettled(
      ["a", "taken", "b"].map((id) => database.transaction(async (tx) => tx.later(streamRows, { id }))),
    );
    expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(await database.client.stream.count()).toBe(3);
  });

  test("instants written in bulk and one by one compare alike", async () => {
    const database = await databases.open();
    await database.transaction(async (tx) => tx.later(streamRows, { id: "bulk" }));
    await database.client.stream.create({ data: stream("single") });
    expect(await database.client.stream.count({ where: { createdAt: at } })).toBe(2);
    expect((await database.client.stream.findUniqueOrThrow({ where: { id: "bulk" } })).createdAt).toEqual(at);
  });

  test("callbacks run after a commit and never after a rollback", async () => {
    const database = await databases.open();
    const called: string[] = [];
    await database.transaction(async (tx) => tx.afterCommit(() => called.push("committed")));
    await database
      .transaction(async (tx) => {
        tx.afterCommit(() => called.push("rolled back"));
        throw new Error("no");
      })
      .catch(() => {});
    expect(called).toEqual(["committed"]);
  });

  test("a writer that never pauses keeps nobody else from running", async () => {
    const database = await databases.open();
    let rang = false;
    const alarm = setTimeout(() => {
      rang = true;
    }, 20);
    for (let n = 0; n < 2_000 && !rang; n++)
      await database.transaction((tx) => tx.client.stream.create({ data: stream(`busy-${n}`) }));
    clearTimeout(alarm);
    expect(rang).toBe(true);
  });

  test("a closed database refuses new work and finishes what runs", async () => {
    const database = await databases.open();
    const running = database.transaction((tx) => tx.client.stream.create({ data: stream("last") }));
    const closing = database.close();
    await expect(running).resolves.toMatchObject({ id: "last" });
    await closing;
    await expect(database.transaction(async () => {})).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });
});
