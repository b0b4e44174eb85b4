import { once } from "node:events";
import { connect as connectTcp } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { VirtualClock } from "../../server/core/virtual-clock";
import { openDatabase } from "../../server/db";
import { sqlite } from "../support/database";
import { liveHub } from "../support/live-hub";
import { type LiveServer, startLiveServer } from "../support/live-server";

const databases = sqlite();
const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function start({ clock, flaky = false }: { clock?: VirtualClock; flaky?: boolean } = {}) {
  const url = await databases.create();
  const database = await openDatabase(url);
  const { hub, disconnect } = liveHub(database, url);
  const broken = {
    ...database,
    client: new Proxy(database.client, { get: () => fail("The database is away.") }),
  };
  const server = await startLiveServer({ database: flaky ? broken : database, hub, clock });
  closers.push(
    () => database.close(),
    disconnect,
    () => server.close(),
  );
  return { server, database, hub };
}

function fail(message: string): never {
  throw new Error(message);
}

/** A client of the bare protocol, that does nothing by itself. */
class Bare {
  readonly messages: { id?: string; type: string; payload?: unknown }[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly socket: WebSocket;

  constructor(server: LiveServer, options: { headers?: Record<string, string>; protocol?: string[] } = {}) {
    this.socket = new WebSocket(server.url, options.protocol ?? ["graphql-transport-ws"], {
      headers: options.headers,
    });
    this.closed = once(this.socket, "close").then(([code, reason]) => ({ code, reason: String(reason) }));
    this.socket.on("message", (data) => this.messages.push(JSON.parse(String(data))));
    this.socket.on("error", () => {});
  }

  async send(...messages: (object | string)[]): Promise<void> {
    if (this.socket.readyState === WebSocket.CONNECTING) await once(this.socket, "open");
    for (const message of messages)
      this.socket.send(typeof message === "string" ? message : JSON.stringify(message));
  }

  async init(token?: string): Promise<this> {
    await this.send({ type: "connection_init", payload: token === undefined ? undefined : { token } });
    const acknowledged = new Promise<void>((resolve) => {
      this.socket.on("message", () => this.has("connection_ack") && resolve());
    });
    await Promise.race([acknowledged, this.closed]);
    return this;
  }

  subscribe(id: string, query: string, variables?: object): Promise<void> {
    return this.send({ id, type: "subscribe", payload: { query, variables } });
  }

  sequences(id: string): number[] {
    return this.messages
      .filter((message) => message.id === id && message.type === "next")
      .map(({ payload }) => (payload as { data: { events: { sequence: number } } }).data.events.sequence);
  }

  has(type: string, id?: string): boolean {
    return this.messages.some((message) => message.type === type && message.id === id);
  }
}

const tail = 'subscription ($after: Int) { events(stream: "test:a", after: $after) { sequence payload } }';
const upTo = (count: number, from = 1) =>
  Array.from({ length: count - from + 1 }, (_, index) => from + index);

describe("who is let in", () => {
  test("a token, or a cookie from a page of our own", async () => {
    const { server } = await start();
    const byToken = await new Bare(server, { headers: { origin: "https://evil.example" } }).init("ann");
    const host = new URL(server.url).host;
    const byCookie = await new Bare(server, {
      headers: { origin: `http://${host}`, cookie: "session=ann" },
    }).init();
    await expect
      .poll(() => [byToken.has("connection_ack"), byCookie.has("connection_ack")])
      .toEqual([true, true]);
    byToken.socket.close();
    byCookie.socket.close();
  });

  test.each([
    [
      "another site's page with its visitor's cookie",
      { origin: "https://evil.example", cookie: "session=ann" },
    ],
    ["nobody", {}],
  ])("not %s: 4403", async (_who, headers) => {
    const { server } = await start();
    expect((await (await new Bare(server, { headers }).init()).closed).code).toBe(4403);
  });

  test("nothing before the connection is accepted: 4401", async () => {
    const { server } = await start();
    const bare = new Bare(server);
    await bare.subscribe("1", tail);
    expect((await bare.closed).code).toBe(4401);
  });
});

describe("bad input", () => {
  test.each([
    ["no JSON", "{", 4400],
    ["no message", "{}", 4400],
    ["a message of no known type", { type: "shout" }, 4400],
    ["a second init", { type: "connection_init" }, 4429],
    ["a message beyond the limit", `"${"x".repeat(3 << 20)}"`, 1009],
  ])("%s closes with its code", async (_what, message, code) => {
    const { server } = await start();
    const bare = await new Bare(server).init("ann");
    await bare.send(message);
    expect((await bare.closed).code).toBe(code);
  });

  test("no sub-protocol that we know: 4406", async () => {
    const { server } = await start();
    expect((await new Bare(server, { protocol: [] }).closed).code).toBe(4406);
  });

  test("documents that do not parse, validate or keep the limits get errors, and the socket lives on", async () => {
    const { server } = await start();
    const bare = await new Bare(server).init("ann");
    await bare.subscribe("1", "subscription {");
    await bare.subscribe("2", "subscription { nothing }");
    await bare.subscribe("3", `{ ${"me ".repeat(5_000)} }`);
    await bare.subscribe("4", "{ me }");
    await expect.poll(() => bare.has("complete", "4")).toBe(true);
    for (const id of ["1", "2", "3"])
      expect(bare.messages.find((message) => message.id === id)).toMatchObject({
        type: "error",
        payload: [{ message: expect.any(String), extensions: { requestId: expect.any(String) } }],
      });
    expect(bare.messages).toContainEqual({ id: "4", type: "next", payload: { data: { me: "ann" } } });
    bare.socket.close();
  });

  test("the 65th operation of a socket is refused, and a completed one makes room", async () => {
    const { server } = await start();
    const bare = await new Bare(server).init("ann");
    for (let n = 1; n <= 65; n++) await bare.subscribe(String(n), tail);
    await expect.poll(() => bare.has("error", "65")).toBe(true);
    expect(bare.messages.find(({ id }) => id === "65")).toMatchObject({
      payload: [{ extensions: { code: "LIMIT_EXCEEDED" } }],
    });
    expect(server.socket.counts()).toEqual({ connections: 1, subscriptions: 64, executions: 1 });
    await bare.send({ id: "1", type: "complete" });
    await bare.subscribe("66", tail);
    await server.append("test:a", 1);
    await expect.poll(() => bare.sequences("66")).toEqual([1]);
    expect(bare.sequences("1")).toEqual([]);
    bare.socket.close();
  });

  test("a field that refuses says so in the result", async () => {
    const { server } = await start();
    server.denied.add("ann");
    const bare = await new Bare(server).init("ann");
    await bare.subscribe("1", tail);
    await expect.poll(() => bare.has("complete", "1")).toBe(true);
    expect(bare.messages).toContainEqual({
      id: "1",
      type: "next",
      payload: {
        errors: [expect.objectContaining({ extensions: expect.objectContaining({ code: "FORBIDDEN" }) })],
      },
    });
    bare.socket.close();
  });
});

describe("rights that change", () => {
  test("a revoked permission closes the socket with 4403; others go on", async () => {
    const { server } = await start();
    const [ann, bob] = [await new Bare(server).init("ann"), await new Bare(server).init("bob")];
    for (const bare of [ann, bob]) await bare.subscribe("1", tail);
    await server.append("test:a", 1);
    await expect.poll(() => [ann.sequences("1"), bob.sequences("1")]).toEqual([[1], [1]]);
    server.denied.add("ann");
    server.accessChanged({ userId: "ann", namespaceId: "n" });
    expect((await ann.closed).code).toBe(4403);
    await server.append("test:a", 2);
    await expect.poll(() => bob.sequences("1")).toEqual([1, 2]);
    expect(ann.sequences("1")).toEqual([1]);
    bob.socket.close();
  });

  test("a revoked session closes its sockets only", async () => {
    const { server } = await start();
    const [ann, bob] = [await new Bare(server).init("ann"), await new Bare(server).init("bob")];
    await expect.poll(() => [ann.has("connection_ack"), bob.has("connection_ack")]).toEqual([true, true]);
    server.gone.add("ann");
    server.accessChanged({ sessionId: "session-ann" });
    expect((await ann.closed).code).toBe(4403);
    expect(bob.socket.readyState).toBe(WebSocket.OPEN);
    bob.socket.close();
  });

  test("what nobody announced (an expired session, another process) is noticed within seconds", async () => {
    const clock = new VirtualClock();
    const { server } = await start({ clock });
    const ann = await new Bare(server).init("ann");
    await expect.poll(() => ann.has("connection_ack")).toBe(true);
    server.gone.add("ann");
    await clock.advance(15_000);
    expect((await ann.closed).code).toBe(4403);
  });

  test("a new role changes what is shown, without a gap or a repeat", async () => {
    const { server } = await start();
    const [ann, bob] = [await new Bare(server).init("ann"), await new Bare(server).init("bob")];
    const roles = 'subscription { events(stream: "test:a") { sequence role } }';
    for (const bare of [ann, bob]) await bare.subscribe("1", roles);
    const writing = (async () => {
      for (let n = 1; n <= 60; n++) {
        await server.append("test:a", n);
        if (n !== 30) continue;
        server.roles.set("ann", "editor");
        server.accessChanged({ userId: "ann" });
      }
    })();
    await writing;
    await expect.poll(() => [ann.sequences("1").length, bob.sequences("1").length]).toEqual([60, 60]);
    expect(ann.sequences("1")).toEqual(upTo(60));
    expect(bob.sequences("1")).toEqual(upTo(60));
    const shown = (bare: Bare) =>
      bare.messages
        .filter(({ type }) => type === "next")
        .map(({ payload }) => (payload as { data: { events: { role: string } } }).data.events.role);
    expect(shown(ann).at(-1)).toBe("editor");
    expect(new Set(shown(bob))).toEqual(new Set(["viewer"]));
    ann.socket.close();
    bob.socket.close();
  });

  test("a database that fails sends clients away for a moment, not for good", async () => {
    const { server, database } = await start({ flaky: true });
    const bare = await new Bare(server).init("ann");
    await bare.subscribe("1", tail);
    expect((await bare.closed).code).toBe(1013);
    expect(await database.client.stream.count()).toBe(0);
  });
});

describe("slow and vanished clients", () => {
  test("a client that stops reading costs no memory, delays nobody, and misses nothing when it reads again", async () => {
    const { server } = await start();
    const slow = await new Bare(server).init("ann");
    const quick = await new Bare(server).init("bob");
    for (const bare of [slow, quick]) await bare.subscribe("1", tail);
    await server.append("test:a", 1);
    await expect.poll(() => [slow.sequences("1"), quick.sequences("1")]).toEqual([[1], [1]]);
    slow.socket.pause();
    const pad = "x".repeat(20_000);
    for (let n = 2; n <= 600; n++) await server.appendPayload("test:a", { n, pad });
    await expect.poll(() => quick.sequences("1").length, { timeout: 10_000 }).toBe(600);
    // 12 MB were written for it; the server holds 64 KiB and a frame, the rest fits what the kernel buffers.
    expect(server.heldBytes()).toBeLessThan(128 * 1024);
    expect(slow.sequences("1").length).toBeLessThan(600);
    slow.socket.resume();
    await expect.poll(() => slow.sequences("1").length, { timeout: 10_000 }).toBe(600);
    expect(slow.sequences("1")).toEqual(upTo(600));
    await server.append("test:a", 601);
    await expect.poll(() => [slow.sequences("1").at(-1), quick.sequences("1").at(-1)]).toEqual([601, 601]);
    slow.socket.close();
    quick.socket.close();
  });

  test("who sends without listening is not read from any more: pings and their answers fill no memory", async () => {
    const { server } = await start();
    const bare = await new Bare(server).init("ann");
    await expect.poll(() => bare.has("connection_ack")).toBe(true);
    bare.socket.pause();
    const ping = { type: "ping", payload: { text: "x".repeat(1_900_000) } };
    for (let n = 0; n < 30; n++) await bare.send(ping);
    await expect.poll(() => bare.socket.bufferedAmount, { timeout: 10_000 }).toBeLessThan(57_000_000);
    let before = -1;
    const still = () => {
      const same = before === bare.socket.bufferedAmount;
      before = bare.socket.bufferedAmount;
      return same;
    };
    await expect.poll(still, { interval: 300, timeout: 10_000 }).toBe(true);
    expect(before).toBeGreaterThan(20_000_000);
    bare.socket.resume();
    await expect
      .poll(() => bare.messages.filter(({ type }) => type === "pong").length, { timeout: 20_000 })
      .toBe(30);
    bare.socket.close();
  });

  test("a message that only servers send is the client's fault: 4400", async () => {
    const { server } = await start();
    const bare = await new Bare(server).init("ann");
    await bare.send({ type: "next", id: "1", payload: {} });
    expect((await bare.closed).code).toBe(4400);
  });

  test("clients that vanish in the middle of anything leave nothing behind", async () => {
    const { server, hub } = await start();
    for (let n = 1; n <= 20; n++) {
      const bare = await new Bare(server).init("ann");
      await bare.subscribe("1", tail, { after: 0 });
      if (n % 2 === 0) await server.append("test:a", n);
      bare.socket.terminate();
    }
    await expect
      .poll(() => ({ ...server.socket.counts(), watched: hub.watched().size }))
      .toEqual({ connections: 0, subscriptions: 0, executions: 0, watched: 0 });
  });

  test("clients that vanish while they are authenticated leave nothing behind", async () => {
    const { server } = await start();
    for (let n = 1; n <= 5; n++) {
      const bare = new Bare(server);
      await bare.send({ type: "connection_init", payload: { token: "ann" } });
      await new Promise((resolve) => setTimeout(resolve, 2));
      bare.socket.terminate();
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(server.socket.counts().connections).toBe(0);
  });

  test("half a handshake, and no handshake at all, do no harm", async () => {
    const { server } = await start();
    const { port, host } = new URL(server.url);
    for (const text of [
      "GET /graphql HTTP/1.1\r\nUpgrade: websocket\r\n",
      `GET /graphql HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    ]) {
      const socket = connectTcp(Number(port), "127.0.0.1");
      socket.on("error", () => {});
      await once(socket, "connect");
      socket.write(text);
      socket.destroy();
    }
    const bare = await new Bare(server).init("ann");
    await expect.poll(() => bare.has("connection_ack")).toBe(true);
    bare.socket.close();
  });

  test("closing the server tells clients to come back: 1001", async () => {
    const { server } = await start();
    const bare = await new Bare(server).init("ann");
    await bare.subscribe("1", tail);
    await expect.poll(() => server.socket.counts().subscriptions).toBe(1);
    await server.socket.close();
    expect((await bare.closed).code).toBe(1001);
    await expect
      .poll(() => server.socket.counts())
      .toEqual({ connections: 0, subscriptions: 0, executions: 0 });
  });
});
