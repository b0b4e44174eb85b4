import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { encode } from "next-auth/jwt";
import { beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { permissions } from "../../server/accounts/permissions";
import { createToken } from "../../server/accounts/tokens/create-token";
import { numbers, openWorld, type World } from "./api-world";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});

const me = "{ me { name } }";
const database = () => world.server.kernel.services.database;

async function freshToken(input: object = {}): Promise<{ token: string; id: string }> {
  const { accounts } = world.server.kernel.services;
  const made = await createToken(accounts, world.ada.context, {
    name: `t-${Math.random()}`,
    scopes: [...permissions],
    ...input,
  });
  return { token: made.token!, id: made.tokenId };
}

async function closeCode(payload: object, headers: Record<string, string> = {}): Promise<number> {
  const socket = new WebSocket(
    `${world.server.address.replace("http", "ws")}/graphql`,
    "graphql-transport-ws",
    { headers },
  );
  socket.on("error", () => {});
  const closed = new Promise<number>((resolve) => {
    socket.on("close", (code) => resolve(code));
    socket.on("message", () => {
      resolve(0);
      socket.close();
    });
  });
  socket.on("open", () => socket.send(JSON.stringify({ type: "connection_init", payload })));
  return closed;
}

describe("tokens", () => {
  test("one that has expired opens nothing: not the API, not files, not sockets", async () => {
    const { token, id } = await freshToken({ expiresInDays: 1 });
    expect((await world.ask(token, me)).body.data.me.name).toBe("ada");
    await database().transaction(async (tx) => {
      await tx.client.accessToken.update({
        where: { id },
        data: { expiresAt: new Date(Date.now() - 1_000) },
      });
    });
    world.server.kernel.services.access.forget({ tokenId: id });
    for (const path of [
      "/graphql",
      "/downloads/datasets/dataset_x",
      "/downloads/audit",
      "/uploads/datasets",
    ]) {
      const method = path.startsWith("/downloads") ? "GET" : "POST";
      const answer = await world.send(path, {
        method,
        token,
        body: method === "POST" ? { query: me } : undefined,
      });
      expect([path, answer.status, answer.body.code]).toEqual([path, 401, "UNAUTHENTICATED"]);
    }
    expect(await closeCode({ token })).toBe(4403);
  });

  test.each([
    ["another instance's", `sb_${"a".repeat(43)}`],
    ["a cut one", () => world.ada.token.slice(0, -1)],
    ["an altered one", () => world.ada.token.slice(0, -1) + (world.ada.token.endsWith("a") ? "b" : "a")],
    ["none", "x"],
  ])("%s is nobody's", async (_what, given) => {
    const token = typeof given === "string" ? given : given();
    const answer = await world.ask(token, me);
    expect([answer.status, answer.body.code]).toEqual([401, "UNAUTHENTICATED"]);
    expect(answer.text).not.toContain(token.length > 1 ? token : "\u0000");
    expect(await closeCode({ token })).toBe(4403);
  });

  test("a token for one namespace does not reach another of the same person", async () => {
    const { token } = await freshToken({ namespaceId: world.ada.namespaceId });
    const slug = (await world.ask(world.ada.token, "{ me { namespaces { slug } } }")).body.data.me.namespaces
      .map((one: { slug: string }) => one.slug)
      .find((one: string) => one !== "ada-works");
    expect(
      (await world.ask(token, '{ runs(namespace: "ada-works") { edges { node { id } } } }')).body.errors,
    ).toBeUndefined();
    const other = await world.ask(token, `{ runs(namespace: "${slug}") { edges { node { id } } } }`);
    expect(other.body.errors).toMatchObject([{ extensions: { code: "NOT_FOUND" } }]);
  });
});

describe("cookies", () => {
  test("one signed with another secret, or of a session that ended, is nobody's", async () => {
    const foreign = await encode({
      token: { sessionId: "x" } as never,
      secret: "another secret, long enough",
    });
    for (const cookie of [`signalbox-session=${foreign}`, "signalbox-session=nonsense"]) {
      const { body } = await world.send("/graphql", {
        method: "POST",
        headers: { cookie },
        body: { query: me },
      });
      expect(body.errors).toMatchObject([{ extensions: { code: "UNAUTHENTICATED" } }]);
    }
  });

  test.each([
    ["by what the browser says", { "sec-fetch-site": "cross-site" }],
    ["by its origin", { origin: "https://evil.example" }],
    [
      "by a neighbour of the same site",
      { "sec-fetch-site": "same-site", origin: "http://other.localhost:1" },
    ],
  ])("another site's page gets nothing done with it, %s", async (_how, hostile) => {
    const cookie = await world.cookie(world.ada);
    const query = 'mutation { createNamespace(input: { name: "evil" }) { namespace { id } } }';
    const asked = await world.send("/graphql", {
      method: "POST",
      headers: { cookie, ...hostile },
      body: { query },
    });
    expect([asked.status, asked.body.code]).toEqual([403, "FORBIDDEN"]);
    const sent = await world.send("/uploads/datasets?namespace=ada-works&fileName=evil.csv", {
      method: "POST",
      headers: { cookie, "content-type": "text/plain", ...hostile },
      body: "a\n1\n",
    });
    expect(sent.status).toBe(403);
    expect(await database().client.dataset.count()).toBe(0);
    expect(await database().client.namespace.count({ where: { name: "evil" } })).toBe(0);
    if ("origin" in hostile) expect(await closeCode({}, { cookie, ...hostile })).toBe(4403);
    const same = await world.send("/graphql", {
      method: "POST",
      headers: { cookie, "sec-fetch-site": "same-origin" },
      body: { query: me },
    });
    expect(same.body.data.me.name).toBe("ada");
  });
});

describe("trouble of our own", () => {
  test("a file that is gone: masked, with the request id, over GraphQL and over HTTP alike", async () => {
    const id = await world.dataset(world.ada, "lost.ndjson", numbers(3));
    for (const file of filesNamed(world.server.kernel.env.dataDir, "table.parquet")) rmSync(file);
    const asked = await world.send("/graphql", {
      method: "POST",
      token: world.ada.token,
      headers: { "x-request-id": "trace-me-please" },
      body: { query: `{ dataset(id: "${id}") { name rows { rowCount rows } } }` },
    });
    expect(asked.headers.get("x-request-id")).toBe("trace-me-please");
    expect(asked.body.errors).toHaveLength(1);
    expect(asked.body.errors[0].extensions).toMatchObject({ requestId: "trace-me-please" });
    expect(asked.body.data.dataset).toEqual({ name: "lost", rows: null });
    for (const { text } of [
      asked,
      await world
        .send(`/downloads/datasets/${id}?as=csv`, { token: world.ada.token })
        .catch(() => ({ text: "" })),
    ])
      expect(text).not.toMatch(/parquet|ENOENT|signalbox-server|node_modules|IO Error|duckdb/i);
  });

  test("a raw file that is gone is told without its path", async () => {
    const id = await world.dataset(world.ada, "raw.ndjson", numbers(3));
    for (const file of filesNamed(world.server.kernel.env.dataDir, "raw")) rmSync(file);
    const { status, text, body } = await world.send(`/downloads/datasets/${id}`, { token: world.ada.token });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(body.requestId).toEqual(expect.any(String));
    expect(text).not.toMatch(/ENOENT|signalbox-server|datasets\//);
  });

  test("a table the database lost: INTERNAL, and nothing of the query is shown", async () => {
    await database().transaction(async (tx) => {
      await tx.client.$executeRawUnsafe('ALTER TABLE "AuditEntry" RENAME TO "AuditEntryLost"');
    });
    const { body, text } = await world.ask(
      world.ada.token,
      '{ auditEntries(namespace: "ada-works") { edges { node { id } } } }',
    );
    expect(body.errors[0]).toMatchObject({
      message: expect.stringContaining(body.errors[0].extensions.requestId),
      extensions: { code: "INTERNAL" },
    });
    expect(text).not.toMatch(/prisma|AuditEntry|sqlite|SELECT/i);
    await database().transaction(async (tx) => {
      await tx.client.$executeRawUnsafe('ALTER TABLE "AuditEntryLost" RENAME TO "AuditEntry"');
    });
  });
});

function filesNamed(folder: string, name: string): string[] {
  return readdirSync(folder, { recursive: true })
    .map((path) => join(folder, String(path)))
    .filter((path) => path.endsWith(`/${name}`) && statSync(path).isFile());
}
