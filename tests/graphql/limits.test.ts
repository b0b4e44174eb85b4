import { beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { openWorld, type World } from "./api-world";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});

/** Who knows the newer media type is told of faults by the status too. */
const accept = { accept: "application/graphql-response+json" };

const nested = (depth: number) =>
  `{ node(id: "x") { ... on Run { ${"pipeline { current { pipeline { current { ".repeat(depth)} id ${"} } } } ".repeat(depth)} } } }`;

/** Questions beyond a limit, and what is allowed just as it is. */
const beyond: [string, string][] = [
  ["depth", nested(5)],
  ["aliases", `{ ${Array.from({ length: 31 }, (_, at) => `a${at}: instance { hasUsers }`).join(" ")} }`],
  ["directives", `{ instance ${"@include(if: true) ".repeat(10)} { hasUsers } }`],
  ["tokens", `{ ${"instance { hasUsers } ".repeat(1_100)} }`],
  [
    "cost",
    `{ runs(namespace: "ada-works", first: 100) { edges { node { pipeline { versions(first: 100) { edges { node { number digest document } } } } } } } }`,
  ],
  [
    "nodes, in pages whose size a variable says",
    `query ($n: Int = 100) { pipelines(namespace: "ada-works", first: $n) { edges { node { ...Versions } } } }
     fragment Versions on Pipeline { versions(first: $n) { edges { node { pipeline { again: versions(first: $n) { edges { node { number } } } } } } } }`,
  ],
];

const socketTo = (onOpen: (socket: WebSocket) => void) => {
  const socket = new WebSocket(
    `${world.server.address.replace("http", "ws")}/graphql`,
    "graphql-transport-ws",
  );
  const messages: { id?: string; type: string; payload?: unknown }[] = [];
  socket.on("open", () => onOpen(socket));
  socket.on("error", () => {});
  socket.on("message", (data) => messages.push(JSON.parse(String(data))));
  const closed = new Promise<number>((resolve) => socket.on("close", (code) => resolve(code)));
  return { socket, messages, closed };
};
const init = (socket: WebSocket) =>
  socket.send(JSON.stringify({ type: "connection_init", payload: { token: world.ada.token } }));

describe.each(beyond)("beyond the limit of %s", (_limit, query) => {
  test("a question over HTTP is refused before anything is read", async () => {
    const { status, body } = await world.send("/graphql", {
      method: "POST",
      token: world.ada.token,
      headers: accept,
      body: { query },
    });
    expect(status).toBe(400);
    expect(body.data).toBeUndefined();
    expect(body.errors[0]).toMatchObject({
      message: expect.stringMatching(/.{10}/),
      extensions: { code: expect.stringMatching(/^GRAPHQL_(VALIDATION|PARSE)_FAILED$/) },
    });
    expect(JSON.stringify(body)).not.toMatch(/node_modules|\.ts:|stack/);
  });

  test("and over a socket, which stays open", async () => {
    const { socket, messages } = socketTo(init);
    await expect.poll(() => messages[0]?.type).toBe("connection_ack");
    socket.send(JSON.stringify({ id: "1", type: "subscribe", payload: { query } }));
    await expect.poll(() => messages.find(({ id }) => id === "1")?.type).toBe("error");
    socket.send(
      JSON.stringify({ id: "2", type: "subscribe", payload: { query: "{ instance { hasUsers } }" } }),
    );
    await expect.poll(() => messages.find(({ id }) => id === "2")?.type).toBe("next");
    socket.close();
  });
});

test("what multiplies is told in numbers, also inside a fragment that is spread twice", async () => {
  const fragment = `fragment V on Pipeline { versions { edges { node { number } } } }`;
  const query = `{ pipelines(namespace: "ada-works") { edges { node { ...V ...V again: versions(last: 5) { edges { node { pipeline { ...V } } } } } } } } ${fragment}`;
  const few = await world.ask(world.ada.token, query);
  expect(few.body.errors).toBeUndefined();
  const many = await world.ask(
    world.ada.token,
    query
      .replace("(namespace", "(first: $n, namespace")
      .replace("{", "query ($n: Int) {")
      .replace("last: 5", "last: $n"),
  );
  expect(many.body.errors[0].message).toMatch(/^This asks for up to [\d,]{6,} things, more than 50,000/);
});

test("two lists within each other, of full pages, are within the limits", async () => {
  const query = `query ($n: Int) { pipelines(namespace: "ada-works", first: $n) { edges { node {
    versions(first: $n) { edges { node { number createdBy { name } } } } } } } }`;
  const { body } = await world.ask(world.ada.token, query, { n: 100 });
  expect(body).toEqual({ data: { pipelines: { edges: [] } } });
});

test("within the limits everything is answered", async () => {
  const aliases = Array.from({ length: 30 }, (_, at) => `a${at}: instance { hasUsers }`).join(" ");
  const { status, body } = await world.ask(world.ada.token, `{ ${aliases} }`);
  expect([status, body.data.a29]).toEqual([200, { hasUsers: true }]);
});

test("a body beyond 2 MiB is refused with 413, whether or not it says so beforehand", async () => {
  const query = `{ instance { hasUsers } } # ${"x".repeat(2 * 1024 * 1024)}`;
  const said = await world.ask(world.ada.token, query);
  expect([said.status, said.body.errors[0].extensions.code]).toEqual([413, "LIMIT_EXCEEDED"]);
  const chunk = new TextEncoder().encode("x".repeat(256 * 1024));
  let chunks = 0;
  const body = new ReadableStream({
    pull(controller) {
      if (chunks++ < 40) controller.enqueue(chunk);
      else controller.close();
    },
  });
  const unsaid = await fetch(`${world.server.address}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${world.ada.token}` },
    body,
    duplex: "half",
  } as RequestInit).then(
    ({ status }) => status,
    () => 413, // The server may close the connection before all was sent.
  );
  expect(unsaid).toBe(413);
  expect(chunks).toBeLessThan(40);
});

test.each([
  ["no JSON", "{", 400],
  ["a text", '"query"', 400],
  ["a list", "[]", 400],
  ["null", "null", 400],
  ["no query", "{}", 400],
  ["a query that is none", '{"query": 1}', 400],
  ["variables that are none", '{"query": "{ instance { hasUsers } }", "variables": "x"}', 400],
  ["a broken query", '{"query": "{ instance {"}', 400],
  ["an unknown operation", '{"query": "query A { instance { hasUsers } }", "operationName": "B"}', 400],
])("a body that is %s is told so", async (_what, body, status) => {
  const answer = await world.send("/graphql", {
    method: "POST",
    token: world.ada.token,
    headers: { ...accept, "content-type": "application/json" },
    body,
  });
  expect(answer.status).toBe(status);
  expect(answer.body.errors[0].message).toMatch(/.{8}/);
  expect(answer.text).not.toMatch(/node_modules|INTERNAL/);
});

test("a socket message beyond the limit closes it with 1009, one that is no JSON with 4400", async () => {
  const large = socketTo((socket) => socket.send("x".repeat(3 * 1024 * 1024)));
  expect(await large.closed).toBe(1009);
  const broken = socketTo((socket) => socket.send("{"));
  expect(await broken.closed).toBe(4400);
});
