import { encode } from "next-auth/jwt";
import { beforeAll, expect, test } from "vitest";
import { signIn } from "../../server/accounts/sessions/sign-in";
import { systemContext } from "../../server/core/context";
import { sqlite } from "../support/database";
import { startServer, type TestServer } from "../support/server";

type Headers = Record<string, string>;

const database = sqlite();
const password = "a long and quiet evening";
let server: TestServer;

beforeAll(async () => {
  server = await startServer(await database.create());
});

async function ask(query: string, variables: object = {}, headers: Headers = {}): Promise<unknown> {
  const response = await fetch(`${server.address}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
}

/** The value at a path of an answer, for use in the next question. */
const pick = (answer: unknown, path: string): string =>
  String(path.split(".").reduce((value, key) => (value as Record<string, unknown>)[key], answer));

const refused = (code: string) => ({ errors: [{ extensions: { code } }] });

async function register(name: string): Promise<unknown> {
  const query = `mutation ($input: RegisterInput!) {
    register(input: $input) { user { id name instanceAdmin } errors { code path message } }
  }`;
  return ask(query, { input: { name, password } });
}

/** Headers of a browser that has signed in. */
async function signedIn(name: string): Promise<Headers> {
  const { accounts } = server.kernel.services;
  const { sessionId } = await signIn(accounts, systemContext("test", "r"), { name, password });
  const cookie = await encode({ token: { sessionId } as never, secret: server.kernel.env.authSecret });
  return { cookie: `signalbox-session=${cookie}`, "sec-fetch-site": "same-origin" };
}

const me = "{ me { id name locale instanceAdmin namespaces { id slug name role permissions } } }";

test("a newcomer sees how to register, registers, signs in, and is known", async () => {
  const instance =
    "{ instance { registration hasUsers leastPasswordLength permissions { name leastRole } } }";
  expect(await ask(instance)).toMatchObject({
    data: { instance: { registration: "OPEN", hasUsers: false, leastPasswordLength: 10 } },
  });
  expect(await ask(me)).toMatchObject({ data: null, ...refused("UNAUTHENTICATED") });
  expect(await register("founder")).toMatchObject({
    data: { register: { user: { instanceAdmin: true }, errors: [] } },
  });
  expect(await register("Founder")).toMatchObject({
    data: { register: { user: null, errors: [{ code: "ALREADY_EXISTS", path: ["name"] }] } },
  });
  expect(await register("newcomer")).toMatchObject({
    data: { register: { user: { instanceAdmin: false } } },
  });
  expect(await ask(instance)).toMatchObject({ data: { instance: { hasUsers: true } } });
  const viewer = await ask(me, {}, await signedIn("founder"));
  expect(viewer).toMatchObject({
    data: {
      me: {
        name: "founder",
        instanceAdmin: true,
        namespaces: [{ slug: "founder", role: "admin", permissions: expect.arrayContaining(["audit:read"]) }],
      },
    },
  });
});

test("another site's page gets nothing done with the viewer's cookie", async () => {
  const headers = await signedIn("founder");
  for (const hostile of [
    { "sec-fetch-site": "cross-site", origin: "https://evil.example" },
    { "sec-fetch-site": "same-site", origin: "http://127.0.0.1:1" },
  ]) {
    const response = await fetch(`${server.address}/graphql`, {
      method: "POST",
      headers: { ...headers, ...hostile, "content-type": "application/json" },
      body: JSON.stringify({ query: me }),
    });
    expect(response.status).toBe(403);
  }
});

test("members: added by name, promoted, refused what is above them, removed", async () => {
  const founder = await signedIn("founder");
  const newcomer = await signedIn("newcomer");
  const member = "member { user { id name } role } errors { code path }";
  const add = `mutation ($input: AddMemberInput!) { addMember(input: $input) { ${member} } }`;
  const input = { namespace: "founder", name: "newcomer", role: "viewer" };
  expect(await ask(add, { input }, newcomer)).toMatchObject({
    data: { addMember: { member: null, errors: [{ code: "NOT_FOUND" }] } },
  });
  const added = await ask(add, { input }, founder);
  expect(added).toMatchObject({
    data: { addMember: { member: { user: { name: "newcomer" }, role: "viewer" } } },
  });
  const userId = pick(added, "data.addMember.member.user.id");
  const members = `{ members(namespace: "founder", first: 1) {
    totalPages: pageInfo { hasNextPage endCursor } edges { node { role user { name } } } } }`;
  expect(await ask(members, {}, newcomer)).toMatchObject({
    data: {
      members: { totalPages: { hasNextPage: true }, edges: [{ node: { user: { name: "newcomer" } } }] },
    },
  });
  const change = `mutation ($input: ChangeRoleInput!) { changeRole(input: $input) { ${member} } }`;
  const role = { namespace: "founder", userId, role: "editor" };
  expect(await ask(change, { input: role }, newcomer)).toMatchObject(refused("FORBIDDEN"));
  expect(await ask(change, { input: role }, founder)).toMatchObject({
    data: { changeRole: { member: { role: "editor" } } },
  });
  const own = {
    namespace: "founder",
    userId: pick(await ask(me, {}, founder), "data.me.id"),
    role: "viewer",
  };
  expect(await ask(change, { input: own }, founder)).toMatchObject({
    data: { changeRole: { member: null, errors: [{ code: "LAST_ADMIN" }] } },
  });
  const remove = `mutation ($input: RemoveMemberInput!) { removeMember(input: $input) { ${member} } }`;
  expect(await ask(remove, { input: { namespace: "founder", userId } }, newcomer)).toMatchObject({
    data: { removeMember: { member: null, errors: [] } },
  });
  expect(await ask(members, {}, newcomer)).toMatchObject(refused("NOT_FOUND"));
  expect(await ask(members.replace("founder", "not-there"), {}, newcomer)).toMatchObject(
    refused("NOT_FOUND"),
  );
});

test("an access token does in a script what it was given, and nothing after it is revoked", async () => {
  const founder = await signedIn("founder");
  const create = `mutation ($input: CreateAccessTokenInput!) {
    createAccessToken(input: $input) { id token errors { code path } } }`;
  const input = {
    name: "ci",
    scopes: ["namespace:read", "member:read"],
    namespace: "founder",
    expiresInDays: 7,
  };
  const made = await ask(create, { input }, founder);
  const headers = { authorization: `Bearer ${pick(made, "data.createAccessToken.token")}` };
  expect(await ask(me, {}, headers)).toMatchObject({
    data: {
      me: {
        name: "founder",
        namespaces: [{ slug: "founder", permissions: ["member:read", "namespace:read"] }],
      },
    },
  });
  expect(
    await ask(`{ members(namespace: "founder") { edges { node { role } } } }`, {}, headers),
  ).toMatchObject({
    data: { members: { edges: [{ node: { role: "admin" } }] } },
  });
  expect(await ask(`{ runs(namespace: "founder") { edges { node { id } } } }`, {}, headers)).toMatchObject(
    refused("FORBIDDEN"),
  );
  expect(await ask("{ me { sessions { id } } }", {}, headers)).toMatchObject(refused("FORBIDDEN"));
  expect(await ask(create, { input }, headers)).toMatchObject(refused("FORBIDDEN"));
  expect(await ask(create, { input: { ...input, scopes: ["run:fly"] } }, founder)).toMatchObject({
    data: { createAccessToken: { token: null, errors: [{ path: ["scopes", "0"] }] } },
  });
  const listed = "{ me { accessTokens { id name hint scopes namespace { slug } lastUsedAt } } }";
  expect(await ask(listed, {}, founder)).toMatchObject({
    data: {
      me: { accessTokens: [{ name: "ci", namespace: { slug: "founder" }, lastUsedAt: expect.any(String) }] },
    },
  });
  const revoke = "mutation ($id: ID!) { revokeAccessToken(id: $id) { id errors { code } } }";
  await ask(revoke, { id: pick(made, "data.createAccessToken.id") }, founder);
  expect(await ask(me, {}, headers)).toMatchObject({ code: "UNAUTHENTICATED" });
});

test("sessions are listed and ended; the ended one is nobody", async () => {
  const one = await signedIn("newcomer");
  const two = await signedIn("newcomer");
  const listed = await ask("{ me { sessions { id current } } }", {}, one);
  expect(listed).toMatchObject({
    data: { me: { sessions: expect.arrayContaining([expect.objectContaining({ current: true })]) } },
  });
  expect(await ask("mutation { revokeOtherSessions { ended errors { code } } }", {}, one)).toMatchObject({
    data: { revokeOtherSessions: { ended: expect.any(Number), errors: [] } },
  });
  expect(await ask(me, {}, two)).toMatchObject(refused("UNAUTHENTICATED"));
  const { data } = (await ask("{ me { sessions { id } } }", {}, one)) as {
    data: { me: { sessions: unknown[] } };
  };
  expect(data.me.sessions).toHaveLength(1);
});

test("an invitation brings a signed-in user into the namespace", async () => {
  const founder = await signedIn("founder");
  const newcomer = await signedIn("newcomer");
  const create = `mutation { createInvitation(input: { namespace: "founder", role: operator }) { id code errors { code } } }`;
  expect(await ask(create, {}, newcomer)).toMatchObject({
    data: { createInvitation: { code: null, errors: [{ code: "NOT_FOUND" }] } },
  });
  const code = pick(await ask(create, {}, founder), "data.createInvitation.code");
  expect(await ask(`{ invitations(namespace: "founder") { role expiresAt } }`, {}, founder)).toMatchObject({
    data: { invitations: [{ role: "operator" }] },
  });
  const accept =
    "mutation ($code: String!) { acceptInvitation(code: $code) { namespace { slug role } errors { code path } } }";
  expect(await ask(accept, { code }, newcomer)).toMatchObject({
    data: { acceptInvitation: { namespace: { slug: "founder", role: "operator" }, errors: [] } },
  });
  expect(await ask(accept, { code }, newcomer)).toMatchObject({
    data: {
      acceptInvitation: { namespace: null, errors: [{ code: "INVITATION_INVALID", path: ["inviteCode"] }] },
    },
  });
});

test("administrators manage users; others cannot see that there are any", async () => {
  const founder = await signedIn("founder");
  const newcomer = await signedIn("newcomer");
  const users = `{ users(search: "NEW") { edges { node { id name disabledAt instanceAdmin } } } }`;
  const found = await ask(users, {}, founder);
  expect(found).toMatchObject({
    data: { users: { edges: [{ node: { name: "newcomer", disabledAt: null } }] } },
  });
  expect(await ask(users, {}, newcomer)).toMatchObject(refused("FORBIDDEN"));
  const userId = pick(found, "data.users.edges.0.node.id");
  const node = "query ($id: ID!) { node(id: $id) { ... on User { name } } }";
  await register("stranger");
  const stranger = await signedIn("stranger");
  expect(await ask(node, { id: userId }, founder)).toMatchObject({ data: { node: { name: "newcomer" } } });
  for (const id of [
    userId,
    "user_not-there",
    "run_not-there",
    "namespace_",
    "dataset_x",
    "pipelineVersion_x",
    "nonsense",
    "",
    "_",
    "viewer_x",
  ])
    expect(await ask(node, { id }, stranger)).toEqual({ data: { node: null } });
  const disable =
    "mutation ($userId: ID!) { disableUser(userId: $userId) { user { disabledAt } errors { code } } }";
  expect(await ask(disable, { userId }, stranger)).toMatchObject(refused("FORBIDDEN"));
  expect(await ask(disable, { userId }, founder)).toMatchObject({
    data: { disableUser: { user: { disabledAt: expect.any(String) } } },
  });
  expect(await ask(me, {}, newcomer)).toMatchObject(refused("UNAUTHENTICATED"));
  expect(
    await ask(disable, { userId: pick(await ask(me, {}, founder), "data.me.id") }, founder),
  ).toMatchObject({
    data: { disableUser: { user: null, errors: [{ code: "LAST_ADMIN" }] } },
  });
});

test("the audit is paged, filtered and exported by those who may", async () => {
  const founder = await signedIn("founder");
  const stranger = await signedIn("stranger");
  const audit = `query ($after: String, $filter: AuditFilter, $namespace: String) {
    auditEntries(namespace: $namespace, filter: $filter, first: 5, after: $after) {
      pageInfo { hasNextPage endCursor } edges { node { action actorName outcome details ip } } } }`;
  const first = await ask(audit, {}, founder);
  expect(first).toMatchObject({ data: { auditEntries: { pageInfo: { hasNextPage: true } } } });
  const second = await ask(audit, { after: pick(first, "data.auditEntries.pageInfo.endCursor") }, founder);
  expect(second).not.toEqual(first);
  const filter = { action: "user.disable" };
  expect(await ask(audit, { filter }, founder)).toMatchObject({
    data: { auditEntries: { edges: [{ node: { actorName: "founder", outcome: "ok", ip: "127.0.0.1" } }] } },
  });
  expect(await ask(audit, {}, stranger)).toMatchObject(refused("FORBIDDEN"));
  const download = (query: string, headers: Headers) =>
    fetch(`${server.address}/downloads/audit?${query}`, { headers });
  const exported = await download("namespace=founder&as=ndjson&action=member.", founder);
  expect(exported.status).toBe(200);
  const lines = (await exported.text()).trimEnd().split("\n");
  expect(lines.length).toBeGreaterThanOrEqual(3);
  expect(lines.every((line) => JSON.parse(line).action.startsWith("member."))).toBe(true);
  const bodies = [];
  for (const slug of ["founder", "not-there"]) {
    const answer = await download(`namespace=${slug}`, stranger);
    expect(answer.status).toBe(404);
    bodies.push((await answer.json()).message.replace(slug, ""));
  }
  expect(bodies[0]).toBe(bodies[1]);
});
