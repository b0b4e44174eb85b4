import { expect, test } from "vitest";
import type { Database, Transaction } from "../../../server/core/database";
import { assertFence } from "../../../server/lanes/assert-fence";
import { expireLanes } from "../../../server/lanes/expire-lanes";
import { releaseLanes } from "../../../server/lanes/release-lanes";
import { renewLanes } from "../../../server/lanes/renew-lanes";
import { requestLanes } from "../../../server/lanes/request-lanes";
import { setLaneCapacity } from "../../../server/lanes/set-lane-capacity";
import { whyWaiting } from "../../../server/lanes/why-waiting";
import { onEachDatabase } from "../../support/database";

const start = Date.parse("2026-01-01T00:00:00Z");
const at = (ms: number) => ({ now: new Date(start + ms) });

onEachDatabase("lane verbs", (databases) => {
  const open = async () => {
    const database = await databases.open();
    return { database, write: <T>(work: (tx: Transaction) => Promise<T>) => database.transaction(work) };
  };
  const ask = (database: Database, holder: string, keys: string[], leaseMs: number | null = null, ms = 0) =>
    database.transaction((tx) =>
      requestLanes(
        tx,
        holder,
        keys.map((key) => ({ key })),
        { ...at(ms), leaseMs },
      ),
    );

  test("a fence holds until the lease ends, the places are released, or another holds them", async () => {
    const { database, write } = await open();
    const fence = (await ask(database, "one", ["a"], 1_000)) as number;
    const check = (holder: string, value: number, ms: number) =>
      write((tx) => assertFence(tx, { holder, fence: value, ...at(ms) }));
    await check("one", fence, 999);
    await expect(check("one", fence, 1_000)).rejects.toMatchObject({ code: "STALE_FENCE" });
    await expect(check("one", fence + 1, 1)).rejects.toMatchObject({ code: "STALE_FENCE" });
    expect(await ask(database, "two", ["a"])).toBeNull();
    await expect(check("two", fence, 1)).rejects.toMatchObject({ code: "STALE_FENCE" });
    const { admitted } = await write((tx) => expireLanes(tx, at(1_000).now));
    expect(admitted).toEqual([{ holder: "two", fence: fence + 1 }]);
    await expect(check("one", fence, 1)).rejects.toMatchObject({ code: "STALE_FENCE" });
    await check("two", fence + 1, 1_000_000);
  });

  test("a renewal keeps what is still held, and cannot bring back what was lost", async () => {
    const { database, write } = await open();
    const fence = (await ask(database, "one", ["a"], 1_000)) as number;
    const renew = (value: number, ms: number) =>
      write((tx) => renewLanes(tx, [{ holder: "one", fence: value, leaseMs: 1_000 }], at(ms)));
    expect(await renew(fence, 900)).toEqual(new Set(["one"]));
    expect((await write((tx) => expireLanes(tx, at(1_500).now))).admitted).toEqual([]);
    expect(await renew(fence - 1, 1_600)).toEqual(new Set());
    expect(await renew(fence, 1_900)).toEqual(new Set());
    await write((tx) => expireLanes(tx, at(1_900).now));
    expect(await whyWaiting(database.client, "one")).toBeNull();
  });

  test("a release under an old fence leaves the newer hold alone, and may be repeated", async () => {
    const { database, write } = await open();
    const old = (await ask(database, "one", ["a"])) as number;
    await write((tx) => releaseLanes(tx, "one", at(0)));
    const fence = (await ask(database, "one", ["a"])) as number;
    expect(fence).toBeGreaterThan(old);
    await write((tx) => releaseLanes(tx, "one", { ...at(0), fence: old }));
    expect(await whyWaiting(database.client, "one")).toMatchObject({ state: "held" });
    for (let n = 0; n < 2; n++) await write((tx) => releaseLanes(tx, "one", { ...at(0), fence }));
    expect(await whyWaiting(database.client, "one")).toBeNull();
  });

  test("who waits is told for what and for whom, lane by lane", async () => {
    const { database, write } = await open();
    await write((tx) => setLaneCapacity(tx, "b", 2, at(0)));
    await write((tx) => setLaneCapacity(tx, "c", 0, at(0)));
    await ask(database, "one", ["a", "b"]);
    await ask(database, "two", ["a"]);
    await ask(database, "three", ["a", "b", "c"]);
    const free = { key: "b", capacity: 2, held: 1, holders: ["one"], state: "free" };
    expect(await whyWaiting(database.client, "three")).toEqual({
      holder: "three",
      state: "waiting",
      lanes: [
        { key: "a", capacity: 1, held: 1, holders: ["one"], position: 2, state: "full" },
        { ...free, position: 1 },
        { key: "c", capacity: 0, held: 0, holders: [], position: 1, state: "halted" },
      ],
    });
    expect((await whyWaiting(database.client, "one"))?.lanes[1]).toEqual({ ...free, position: null });
  });

  test("nonsense is refused and leaves nothing behind", async () => {
    const { database, write } = await open();
    await expect(ask(database, "one", [])).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
    for (const capacity of [-1, 1.5, Number.NaN, 1e9])
      await expect(write((tx) => setLaneCapacity(tx, "a", capacity, at(0)))).rejects.toMatchObject({
        code: "BAD_USER_INPUT",
      });
    await ask(database, "one", ["a", "a"]);
    await expect(ask(database, "one", ["b"])).rejects.toMatchObject({ code: "ALREADY_EXISTS" });
    expect(await database.client.lane.findMany({ select: { key: true, held: true } })).toEqual([
      { key: "a", held: 1 },
    ]);
  });

  test("the database itself refuses to give one place twice", async () => {
    const { database } = await open();
    await ask(database, "one", ["a"]);
    await ask(database, "two", ["a"]);
    const twice = database.client.lanePlace.updateMany({ where: { holder: "two" }, data: { slot: 0 } });
    await expect(twice).rejects.toMatchObject({ code: "P2002" });
  });
});
