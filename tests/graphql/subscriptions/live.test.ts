import { afterEach, describe, expect, test } from "vitest";
import { openDatabase } from "../../../server/db";
import { collectSubscription } from "../../support/collect-subscription";
import { sqlite } from "../../support/database";
import { liveHub } from "../../support/live-hub";
import { type LiveServer, startLiveServer } from "../../support/live-server";

const databases = sqlite();
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function start(options: { shared?: boolean } = {}): Promise<LiveServer> {
  const url = await databases.create();
  const database = await openDatabase(url);
  const { hub, disconnect } = liveHub(database, url);
  const server = await startLiveServer({ database, hub, ...options });
  closers.push(
    () => database.close(),
    disconnect,
    () => server.close(),
  );
  return server;
}

interface Seen {
  events: { sequence: number; payload: { n: number }; role: string };
}
const query =
  "subscription Tail($after: Int, $stream: String!) { events(stream: $stream, after: $after) { sequence payload role } }";
const upTo = (count: number, from = 1) =>
  Array.from({ length: count - from + 1 }, (_, index) => from + index);

async function tail(server: LiveServer, name: string, after: number, until: number, stream = "test:a") {
  const seen = await collectSubscription<Seen>(
    server.connect(name),
    { query, variables: { after, stream } },
    (results) => (results.at(-1)?.events.sequence ?? 0) >= until,
  );
  return seen.map(({ events }) => events.sequence);
}

describe("a live subscription", () => {
  test("gives history and then the present, from any number, without gap or repeat", async () => {
    const server = await start();
    await server.append("test:a", ...upTo(150));
    const tails = [0, 1, 70, 149, 150, 155].map((after) => tail(server, "ann", after, 300));
    for (let n = 151; n <= 300; n += 3) await server.append("test:a", n, n + 1, n + 2);
    expect(await Promise.all(tails)).toEqual([0, 1, 70, 149, 150, 155].map((after) => upTo(300, after + 1)));
  });

  test("joins late while events keep coming, again and again", async () => {
    const server = await start();
    let writing = true;
    const writer = (async () => {
      for (let n = 1; writing; n++) await server.append("test:a", n);
    })();
    const tails: Promise<number[]>[] = [];
    for (let joined = 0; joined < 40; joined++) {
      tails.push(tail(server, `viewer${joined}`, 0, 100 + joined * 5));
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
    const seen = await Promise.all(tails).finally(() => {
      writing = false;
    });
    await writer;
    for (const [joined, numbers] of seen.entries()) expect(numbers).toEqual(upTo(100 + joined * 5));
  });

  test("is executed once for all who may see the same", async () => {
    const server = await start();
    // Somebody who stays to the end keeps the group, however slowly the others come.
    const stayer = tail(server, "stayer", 0, 41);
    await server.append("test:a", 1);
    await expect.poll(() => server.executions(), { timeout: 20_000 }).toBe(1);
    const tails = upTo(50).map((n) => tail(server, `viewer${n}`, n % 2 === 0 ? 0 : 5, 40));
    for (const n of upTo(40, 2)) await server.append("test:a", n);
    const seen = await Promise.all(tails);
    for (const [index, numbers] of seen.entries()) expect(numbers).toEqual(upTo(40, index % 2 === 0 ? 6 : 1));
    await server.append("test:a", 41);
    expect(await stayer).toEqual(upTo(41));
    expect(server.executions()).toBe(41);
  });

  test("is executed apart for roles, for viewers where nothing is shared, and for other selections", async () => {
    const server = await start();
    server.roles.set("ed", "editor");
    const both = ["ann", "ed"].map((name) =>
      collectSubscription<Seen>(
        server.connect(name),
        { query, variables: { stream: "test:a", after: 0 } },
        (results) => results.length >= 3,
      ),
    );
    const other = collectSubscription<Seen>(
      server.connect("ann"),
      { query: 'subscription { events(stream: "test:a") { sequence } }' },
      (results) => results.length >= 3,
    );
    await server.append("test:a", 1, 2, 3);
    const [ann, ed] = await Promise.all(both);
    expect(ann?.map(({ events }) => events.role)).toEqual(["viewer", "viewer", "viewer"]);
    expect(ed?.map(({ events }) => events.role)).toEqual(["editor", "editor", "editor"]);
    expect(await other).toEqual(upTo(3).map((sequence) => ({ events: { sequence } })));
    expect(server.executions()).toBe(9);

    const alone = await start({ shared: false });
    const apart = ["ann", "bob"].map((name) => tail(alone, name, 0, 3));
    await alone.append("test:a", 1, 2, 3);
    await Promise.all(apart);
    expect(alone.executions()).toBe(6);
  });

  test("leaves nothing behind when everybody has gone", async () => {
    const server = await start();
    const tails = upTo(5).map((n) => tail(server, `viewer${n}`, 0, 1));
    await server.append("test:a", 1);
    await Promise.all(tails);
    await expect.poll(() => server.socket.counts()).toMatchObject({ subscriptions: 0, executions: 0 });
  });

  test("masks what a resolver lets slip, and goes on", async () => {
    const server = await start();
    const results: unknown[] = [];
    const done = new Promise<void>((resolve) => {
      const stop = server.connect("ann").subscribe(
        { query: 'subscription { events(stream: "test:a") { sequence broken } }' },
        {
          next: (result) => {
            results.push(result);
            if (results.length === 2) stop();
          },
          error: () => {},
          complete: resolve,
        },
      );
    });
    await server.append("test:a", 1, 2);
    await done;
    expect(JSON.stringify(results)).not.toContain("secret");
    expect(results[1]).toMatchObject({
      data: { events: { sequence: 2, broken: null } },
      errors: [{ path: ["events", "broken"], extensions: { code: "INTERNAL" } }],
    });
  });

  test("the latest mode begins with the current value, skips what came too fast, and ends with the last", async () => {
    const server = await start();
    server.gauge.value = 7;
    const seen = collectSubscription<{ gauge: number }>(
      server.connect("ann"),
      { query: "subscription { gauge }" },
      (all) => all.some(({ gauge }) => gauge === 1_000),
    );
    await expect.poll(() => server.executions()).toBe(1);
    for (let n = 1; n <= 1_000; n++) {
      server.gauge.value = n;
      for (const changed of server.gauge.changed) changed();
      if (n % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const values = (await seen).map(({ gauge }) => gauge);
    expect(values[0]).toBe(7);
    expect(values.at(-1)).toBe(1_000);
    expect(values.length).toBeLessThan(10);
    await expect.poll(() => server.gauge.changed.size).toBe(0);
  });

  test("an ordinary iterable works too", async () => {
    const server = await start();
    const seen = await collectSubscription<{ countdown: number }>(
      server.connect("ann"),
      { query: "subscription { countdown(from: 3) }" },
      () => false,
    );
    expect(seen.map(({ countdown }) => countdown)).toEqual([3, 2, 1]);
  });
});
