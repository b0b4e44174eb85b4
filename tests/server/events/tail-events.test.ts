import { spawn } from "node:child_process";
import { once } from "node:events";
import pg from "pg";
import { expect, test } from "vitest";
import type { Database } from "../../../server/core/database";
import { createLogger } from "../../../server/core/logger";
import { VirtualClock } from "../../../server/core/virtual-clock";
import { openDatabase } from "../../../server/db";
import { appendEvents } from "../../../server/events/append-events";
import type { StoredEvent } from "../../../server/events/event";
import { EventHub } from "../../../server/events/hub";
import { pollStreams } from "../../../server/events/stream-poll";
import { type EventDeps, tailEvents } from "../../../server/events/tail-events";
import { onEachDatabase, type TestDatabase } from "../../support/database";
import { liveHub } from "../../support/live-hub";

const at = new Date("2026-01-01T00:00:00Z");
const stream = { id: "test:a", kind: "test", namespaceId: null };
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

const append = (database: Database, ...ns: number[]) =>
  database.transaction(async (tx) =>
    appendEvents(
      tx,
      stream,
      ns.map((n) => ({ type: "Happened", payload: { n }, actor: "system:test", at })),
    ),
  );

/** Reads until the event with number `until` was seen. */
async function collect(deps: EventDeps, after: number, until: number, limit?: number): Promise<number[]> {
  const stop = new AbortController();
  const seen: StoredEvent[] = [];
  for await (const page of tailEvents(deps, stream.id, after, stop.signal, { limit })) {
    seen.push(...page);
    if (seen.some(({ sequence }) => sequence >= until)) stop.abort();
  }
  return seen.map(({ sequence }) => sequence);
}

async function setUp(databases: TestDatabase, clock?: VirtualClock) {
  const url = await databases.create();
  const database = await openDatabase(url);
  const { hub, disconnect } = liveHub(database, url, clock);
  const close = async () => {
    await disconnect();
    await database.close();
  };
  return { url, database, hub, deps: { database, hub }, close };
}

onEachDatabase("tailing a stream", (databases) => {
  test("gives what is there, then what comes, each once and in order", async () => {
    const { database, deps, close } = await setUp(databases);
    await append(database, 1, 2, 3);
    const tails = [collect(deps, 0, 40), collect(deps, 0, 40, 2), collect(deps, 2, 40)];
    for (let n = 4; n <= 40; n += 4) await append(database, n, n + 1, n + 2, n + 3);
    const [all, small, resumed] = await Promise.all(tails);
    expect(all).toEqual(upTo(all?.length ?? 0));
    expect(small).toEqual(upTo(small?.length ?? 0));
    expect(resumed).toEqual(upTo(2 + (resumed?.length ?? 0)).slice(2));
    await close();
  });

  test("a thousand tails under concurrent writers see no gap and no repeat", async () => {
    const { database, deps, close } = await setUp(databases);
    const tails = upTo(1000).map((n) => collect(deps, n % 5 === 0 ? 3 : 0, 200));
    await append(database, 1, 2, 3);
    await Promise.all(upTo(197).map((n) => append(database, n)));
    for (const [index, seen] of (await Promise.all(tails)).entries())
      expect(seen).toEqual((index + 1) % 5 === 0 ? upTo(200).slice(3) : upTo(200));
    await close();
  });

  test("one who comes back with the last number goes on with the next", async () => {
    const { database, deps, close } = await setUp(databases);
    const seen: number[] = [];
    const writing = (async () => {
      for (const n of upTo(60)) await append(database, n);
    })();
    while (seen.length < 60) {
      const last = seen.at(-1) ?? 0;
      seen.push(...(await collect(deps, last, last + 1)));
    }
    await writing;
    expect(seen).toEqual(upTo(60));
    await close();
  });

  test("leaves nothing behind when the reader stops, aborts or fails", async () => {
    const { database, hub, deps, close } = await setUp(databases);
    await append(database, 1);
    const never = new AbortController();
    for await (const _ of tailEvents(deps, stream.id, 0, never.signal)) break;
    const failing = (async () => {
      for await (const _ of tailEvents(deps, stream.id, 0, never.signal)) throw new Error("reader failed");
    })();
    await expect(failing).rejects.toThrow("reader failed");
    const waiting = new AbortController();
    const ended = tailEvents(deps, stream.id, 1, waiting.signal).next();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(hub.watched().size).toBe(1);
    waiting.abort();
    expect(await ended).toEqual({ done: true, value: undefined });
    expect(hub.watched().size).toBe(0);
    await close();
  });

  test("waits patiently behind a number that does not exist yet", async () => {
    const { database, deps, close } = await setUp(databases);
    const tail = collect(deps, 3, 4);
    for (const n of upTo(4)) await append(database, n);
    expect(await tail).toEqual([4]);
    await close();
  });

  test.runIf(databases.provider === "postgresql")("is woken by another process", async () => {
    const { url, deps, close } = await setUp(databases, new VirtualClock());
    // The clock stands still: only a notification can wake the tail, never the poll.
    const tail = collect(deps, 0, 20);
    const writer = spawn(
      process.execPath,
      ["--import", "tsx", "tests/support/event-writer.ts", url, stream.id, "20"],
      {
        stdio: ["ignore", "ignore", "inherit"],
      },
    );
    const [code] = await once(writer, "exit");
    expect(code).toBe(0);
    expect(await tail).toEqual(upTo(20));
    await close();
  });

  test.runIf(databases.provider === "postgresql")("finds what a lost connection kept from it", async () => {
    const { url, deps, close } = await setUp(databases);
    const other = await openDatabase(url);
    const tail = collect(deps, 0, 3);
    await append(other, 1);
    const admin = new pg.Client({ connectionString: url });
    await admin.connect();
    const killed = await admin.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'signalbox events' AND datname = current_database()",
    );
    expect(killed.rowCount).toBe(1);
    await admin.end();
    await append(other, 2);
    await append(other, 3);
    expect(await tail).toEqual(upTo(3));
    await other.close();
    await close();
  });

  test.runIf(databases.provider === "postgresql")("finds by the poll what no notification told", async () => {
    const database = await databases.open();
    const hub = new EventHub();
    const clock = new VirtualClock();
    const poll = pollStreams({ database, hub, clock, logger: createLogger({ level: "silent" }) });
    const watch = hub.watch(stream.id);
    await append(database, 1, 2);
    let woken = false;
    const waiting = watch.beyond(1, new AbortController().signal).then(() => {
      woken = true;
    });
    await clock.advance(1_400);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(woken).toBe(false);
    await clock.advance(200);
    await waiting;
    await poll.stop();
    expect(clock.nextAlarm()).toBeNull();
  });
});
