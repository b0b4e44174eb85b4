import { expect, test } from "vitest";
import { idempotencyRetentionMs, idempotently, purgeIdempotencyKeys } from "../../../server/core/idempotency";
import { onEachDatabase } from "../../support/database";

const now = new Date("2026-01-01T00:00:00Z");
const call = { actor: "user:1", verb: "createThing", key: "k", input: { a: 1, b: [2, undefined] }, now };

onEachDatabase("idempotency", (databases) => {
  test("the same key and input give the first answer again, and the work runs once", async () => {
    const database = await databases.open();
    let runs = 0;
    const ask = (input: unknown = call.input) =>
      database.transaction((tx) =>
        idempotently(tx, { ...call, input }, async () => ({ id: `thing-${++runs}` })),
      );
    expect(await ask()).toEqual({ id: "thing-1" });
    expect(await ask()).toEqual({ id: "thing-1" });
    expect(await ask({ b: [2, undefined], a: 1 })).toEqual({ id: "thing-1" });
    expect(runs).toBe(1);
  });

  test("another input under the same key is refused", async () => {
    const database = await databases.open();
    const ask = (input: unknown) =>
      database.transaction((tx) => idempotently(tx, { ...call, input }, async () => 1));
    await ask({ a: 1 });
    await expect(ask({ a: 2 })).rejects.toMatchObject({ code: "IDEMPOTENCY_MISMATCH" });
  });

  test("other people, other verbs and other keys have their own answers", async () => {
    const database = await databases.open();
    let runs = 0;
    const ask = (change: object) =>
      database.transaction((tx) => idempotently(tx, { ...call, ...change }, async () => ++runs));
    expect(await ask({})).toBe(1);
    expect(await ask({ actor: "user:2" })).toBe(2);
    expect(await ask({ verb: "other" })).toBe(3);
    expect(await ask({ key: "k2" })).toBe(4);
    expect(await ask({ key: null })).toBe(5);
    expect(await ask({ key: undefined })).toBe(6);
  });

  test("work that fails keeps no answer, and the call may be repeated", async () => {
    const database = await databases.open();
    const ask = (work: () => Promise<number>) => database.transaction((tx) => idempotently(tx, call, work));
    await expect(ask(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await ask(async () => 7)).toBe(7);
  });

  test("twenty equal calls at once leave exactly one effect", async () => {
    const database = await databases.open();
    const ask = (n: number) =>
      database.transaction((tx) =>
        idempotently(tx, call, async () => {
          await tx.client.stream.create({ data: { id: `stream-${n}`, kind: "test", createdAt: now } });
          return n;
        }),
      );
    const settled = await Promise.allSettled(Array.from({ length: 20 }, (_, n) => ask(n)));
    const stored = await database.client.stream.findMany();
    expect(stored).toHaveLength(1);
    for (const result of settled) {
      if (result.status === "fulfilled") expect(`stream-${result.value}`).toBe(stored[0]?.id);
      else expect(result.reason).toMatchObject({ code: "IDEMPOTENCY_CONFLICT" });
    }
    expect(await ask(99)).toBe(Number(stored[0]?.id.split("-")[1]));
  });

  test("on PostgreSQL a call that still runs is a conflict, at once", async () => {
    const database = await databases.open();
    if (database.provider !== "postgresql") return;
    let finish = () => {};
    const started = new Promise<void>((resolve) => {
      void database.transaction((tx) =>
        idempotently(tx, call, () => {
          resolve();
          return new Promise<number>((done) => {
            finish = () => done(1);
          });
        }),
      );
    });
    await started;
    const second = database.transaction((tx) => idempotently(tx, call, async () => 2));
    await expect(second).rejects.toMatchObject({ code: "IDEMPOTENCY_CONFLICT" });
    finish();
  });

  test("keys of no length or too much of it are refused", async () => {
    const database = await databases.open();
    for (const key of ["", "x".repeat(201)]) {
      const asked = database.transaction((tx) => idempotently(tx, { ...call, key }, async () => 1));
      await expect(asked).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
    }
  });

  test("the sweep removes what is older than the retention and nothing else", async () => {
    const database = await databases.open();
    const at = (ageMs: number) => new Date(now.getTime() - ageMs);
    const keep = (key: string, ageMs: number) =>
      database.transaction((tx) => idempotently(tx, { ...call, key, now: at(ageMs) }, async () => key));
    await keep("old", idempotencyRetentionMs + 1);
    await keep("young", idempotencyRetentionMs - 1);
    expect(await purgeIdempotencyKeys(database, now)).toBe(1);
    expect((await database.client.idempotencyKey.findMany()).map(({ key }) => key)).toEqual(["young"]);
  });
});
