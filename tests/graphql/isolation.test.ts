import {
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  getNamedType,
  isInputObjectType,
} from "graphql";
import { beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import type { TestAccount } from "../support/first-account";
import { numbers, openWorld, slowDocument, type World } from "./api-world";

/** What a stranger might name: Ada's things, or things that are not there. */
interface Names {
  namespace: string;
  dataset: string;
  pipeline: string;
  version: string;
  run: string;
  user: string;
  userName: string;
  invitation: string;
  token: string;
  session: string;
  upload: string;
  namespaceId: string;
}

const absent = (kind: number) => `01900000-0000-7000-8000-00000000000${kind}`;
const missing: Names = {
  namespace: "not-there",
  dataset: `dataset_${absent(1)}`,
  pipeline: `pipeline_${absent(2)}`,
  version: `pipelineVersion_${absent(3)}`,
  run: `run_${absent(4)}`,
  user: `user_${absent(5)}`,
  userName: "nobody-at-all",
  invitation: `invitation_${absent(6)}`,
  token: `accessToken_${absent(7)}`,
  session: `session_${absent(8)}`,
  upload: absent(0),
  namespaceId: `namespace_${absent(9)}`,
};

let world: World;
let eve: TestAccount;
let cookie: string;
let theirs: Names;
/** Eve's own, where a stranger's thing is put to use in one's own place. */
let own: { pipeline: string; dataset: string };

beforeAll(async () => {
  world = await openWorld();
  const { ada } = world;
  eve = await world.join("eve");
  cookie = await world.cookie(eve);
  const dataset = await world.dataset(ada, "ledger.ndjson", numbers(10));
  const pipeline = await world.pipeline(ada, "mine", slowDocument("ledger", 1));
  const run = await world.run(ada, pipeline);
  const { body } = await world.ask(
    ada.token,
    `query ($pipeline: ID!) { pipeline(id: $pipeline) { current { id } } }`,
    { pipeline },
  );
  const invited = await world.ask(
    ada.token,
    `mutation { createInvitation(input: { namespace: "ada-works", role: viewer }) { id } }`,
  );
  const held = await world.send("/uploads/datasets?namespace=ada-works&fileName=x.csv&hold=1", {
    method: "POST",
    token: ada.token,
    body: "a\n1\n",
  });
  const { client } = world.server.kernel.services.database;
  const token = await client.accessToken.findFirstOrThrow({ where: { userId: ada.userId } });
  const session = await client.session.findFirstOrThrow({ where: { userId: ada.userId } });
  theirs = {
    namespace: ada.namespace,
    dataset,
    pipeline,
    run,
    version: body.data.pipeline.current.id,
    user: `user_${ada.userId}`,
    userName: "ada",
    invitation: invited.body.data.createInvitation.id,
    token: `accessToken_${token.id}`,
    session: `session_${session.id}`,
    upload: held.body.uploadId,
    namespaceId: `namespace_${ada.namespaceId}`,
  };
  own = {
    dataset: await world.dataset(eve, "rows.ndjson", numbers(3)),
    pipeline: await world.pipeline(eve, "own", slowDocument("rows", 1)),
  };
});

/** The answer without what must differ: the names that were asked for. */
function withoutNames(text: string, names: Names): string {
  const bare = (name: string) => name.replace(/^[a-zA-Z]+_/, "");
  let rest = text;
  for (const key of Object.keys(missing) as (keyof Names)[])
    rest = rest.replaceAll(names[key], `<${key}>`).replaceAll(bare(names[key]), `<${key}>`);
  return rest;
}

const errors = "errors { code message path }";

const queries: Record<string, (n: Names) => string> = {
  auditEntries: (n) => `auditEntries(namespace: "${n.namespace}") { edges { node { id } } }`,
  dataset: (n) => `dataset(id: "${n.dataset}") { id name rows { rowCount } }`,
  datasets: (n) => `datasets(namespace: "${n.namespace}") { edges { node { id } } }`,
  invitations: (n) => `invitations(namespace: "${n.namespace}") { id }`,
  members: (n) => `members(namespace: "${n.namespace}") { edges { node { role } } }`,
  namespace: (n) => `namespace(slug: "${n.namespace}") { id name role }`,
  node: (n) =>
    [n.dataset, n.pipeline, n.version, n.run, n.user, n.namespaceId, n.invitation, n.token, n.session]
      .map((id, at) => `n${at}: node(id: "${id}") { id }`)
      .join(" "),
  nodes: (n) => `nodes(ids: ["${n.run}", "${n.dataset}", "${n.version}", "${n.user}"]) { id }`,
  pipeline: (n) => `pipeline(id: "${n.pipeline}") { id current { document } }`,
  pipelines: (n) => `pipelines(namespace: "${n.namespace}") { edges { node { id } } }`,
  run: (n) => `run(id: "${n.run}") { id log { text } result { rowCount } failures { reason } }`,
  runs: (n) => `runs(namespace: "${n.namespace}") { edges { node { id } } }
    own: runs(namespace: "eve-works", filter: { pipelineId: "${n.pipeline}", createdById: "${n.user}" }) { edges { node { id } } }`,
  runSummary: (n) => `runSummary(namespace: "${n.namespace}", since: "2026-01-01T00:00:00Z") { total }`,
  users: (n) => `users(search: "${n.userName}") { edges { node { id } } }`,
  validatePipeline: (n) =>
    `validatePipeline(namespace: "${n.namespace}", document: "a: 1") { problems { code message line column } }`,
};

const mutations: Record<string, (n: Names) => string> = {
  acceptInvitation: (n) => `acceptInvitation(code: "${n.invitation}") { namespace { id } ${errors} }`,
  addMember: (n) =>
    `addMember(input: { namespace: "${n.namespace}", name: "eve", role: admin }) { member { role } ${errors} }`,
  archivePipeline: (n) => `archivePipeline(id: "${n.pipeline}") { pipeline { id } ${errors} }`,
  cancelImport: (n) => `cancelImport(id: "${n.dataset}") { dataset { id } ${errors} }`,
  cancelRun: (n) => `cancelRun(runId: "${n.run}") { run { id } ${errors} }`,
  changeRole: (n) =>
    `changeRole(input: { namespace: "${n.namespace}", userId: "${n.user}", role: viewer }) { member { role } ${errors} }
     own: changeRole(input: { namespace: "eve-works", userId: "${n.user}", role: viewer }) { member { role } ${errors} }`,
  createAccessToken: (n) =>
    `createAccessToken(input: { name: "t", scopes: ["run:read"], namespace: "${n.namespace}" }) { id ${errors} }`,
  createDataset: (n) =>
    `createDataset(namespace: "${n.namespace}", uploadId: "${n.upload}") { dataset { id } ${errors} }
     own: createDataset(namespace: "eve-works", uploadId: "${n.upload}") { dataset { id } ${errors} }`,
  createInvitation: (n) =>
    `createInvitation(input: { namespace: "${n.namespace}", role: admin }) { id ${errors} }`,
  createPipeline: (n) =>
    `createPipeline(namespace: "${n.namespace}", name: "x", document: "a: 1") { pipeline { id } ${errors} }`,
  deleteDataset: (n) => `deleteDataset(id: "${n.dataset}") { deleted ${errors} }`,
  describeDataset: (n) => `describeDataset(id: "${n.dataset}", source: "x") { dataset { id } ${errors} }`,
  disableUser: (n) => `disableUser(userId: "${n.user}") { user { id } ${errors} }`,
  enableUser: (n) => `enableUser(userId: "${n.user}") { user { id } ${errors} }`,
  removeMember: (n) =>
    `removeMember(input: { namespace: "${n.namespace}", userId: "${n.user}" }) { member { role } ${errors} }
     own: removeMember(input: { namespace: "eve-works", userId: "${n.user}" }) { member { role } ${errors} }`,
  renameDataset: (n) => `renameDataset(id: "${n.dataset}", name: "x") { dataset { id } ${errors} }`,
  renameNamespace: (n) =>
    `renameNamespace(input: { namespace: "${n.namespace}", name: "x" }) { namespace { id } ${errors} }`,
  renamePipeline: (n) => `renamePipeline(id: "${n.pipeline}", name: "x") { pipeline { id } ${errors} }`,
  rerun: (n) => `rerun(runId: "${n.run}") { run { id } ${errors} }`,
  resetPassword: (n) =>
    `resetPassword(input: { userId: "${n.user}", newPassword: "quite long enough 9" }) { user { id } ${errors} }`,
  retryImport: (n) => `retryImport(id: "${n.dataset}") { dataset { id } ${errors} }`,
  revokeAccessToken: (n) => `revokeAccessToken(id: "${n.token}") { id ${errors} }`,
  revokeInvitation: (n) => `revokeInvitation(id: "${n.invitation}") { id ${errors} }`,
  revokeSession: (n) => `revokeSession(id: "${n.session}") { ended ${errors} }`,
  runPipeline: (n) =>
    `runPipeline(pipelineId: "${n.pipeline}") { run { id } ${errors} }
     own: runPipeline(pipelineId: "OWN", inputs: [{ name: "rows", datasetId: "${n.dataset}" }]) { run { id } ${errors} }`,
  setInstanceAdmin: (n) =>
    `setInstanceAdmin(userId: "${n.user}", instanceAdmin: true) { user { id } ${errors} }`,
  savePipeline: (n) => `savePipeline(id: "${n.pipeline}", document: "a: 2") { pipeline { id } ${errors} }`,
  saveRunAsDataset: (n) => `saveRunAsDataset(runId: "${n.run}", name: "x") { dataset { id } ${errors} }`,
};

const subscriptions: Record<string, (n: Names) => string> = {
  datasetEvents: (n) => `datasetEvents(datasetId: "${n.dataset}") { sequence }`,
  runEvents: (n) => `runEvents(runId: "${n.run}") { sequence }`,
  runLog: (n) => `runLog(runId: "${n.run}") { text }`,
  runProgress: (n) => `runProgress(runId: "${n.run}") { status }`,
};

/** Fields that name nothing of anybody else's. */
const harmless = new Set([
  "createNamespace",
  "createUser",
  "register",
  "instance",
  "me",
  "pipelineGrammar",
  "revokeOtherSessions",
  "changePassword",
  "setLocale",
]);

async function answers(operation: string, field: (n: Names) => string, names: Names, by: "token" | "cookie") {
  const query = `${operation} { ${field(names).replace("OWN", own.pipeline)} }`;
  const who: Record<string, string> = by === "token" ? { authorization: `Bearer ${eve.token}` } : { cookie };
  const { status, text } = await world.send("/graphql", {
    method: "POST",
    headers: { ...who, "x-request-id": "the-same-for-both" },
    body: { query },
  });
  return { status, text: withoutNames(text, names) };
}

describe.each([
  ["query", queries],
  ["mutation", mutations],
] as const)("%s: somebody else's id answers as a missing one", (operation, fields) => {
  for (const [name, field] of Object.entries(fields))
    test.each(["token", "cookie"] as const)(`${name} by %s`, async (by) => {
      const foreign = await answers(operation, field, theirs, by);
      const none = await answers(operation, field, missing, by);
      expect(foreign).toEqual(none);
      // Not the same for a fault of the question.
      expect(foreign.text).not.toMatch(/VALIDATION_FAILED|PARSE_FAILED|INTERNAL/);
      expect(foreign.text).not.toContain('"id":"<');
    });
});

test.each(Object.entries(subscriptions))("subscription %s over a socket", async (_name, field) => {
  const replies = [];
  for (const names of [theirs, missing]) {
    const socket = new WebSocket(
      `${world.server.address.replace("http", "ws")}/graphql`,
      "graphql-transport-ws",
    );
    const messages: string[] = [];
    socket.on("message", (data) => {
      messages.push(String(data));
      if (messages.length === 1)
        socket.send(
          JSON.stringify({
            id: "1",
            type: "subscribe",
            payload: { query: `subscription { ${field(names)} }` },
          }),
        );
    });
    socket.on("open", () =>
      socket.send(JSON.stringify({ type: "connection_init", payload: { token: eve.token } })),
    );
    await expect.poll(() => messages.some((text) => /"(complete|error)"/.test(text))).toBe(true);
    socket.close();
    const text = messages.join("\n").replace(/"requestId":"[^"]+"/g, '"requestId":"-"');
    replies.push(withoutNames(text, names));
  }
  expect(replies[0]).toBe(replies[1]);
  expect(replies[0]).toContain("NOT_FOUND");
});

test("uploads and downloads", async () => {
  const over = async (names: Names, path: (n: Names) => string, init: RequestInit = {}) => {
    const { status, text } = await world.send(path(names), {
      ...init,
      token: eve.token,
      headers: { "x-request-id": "the-same-for-both" },
      body: init.body ?? undefined,
    });
    return { status, text: withoutNames(text, names) };
  };
  const ways: [(n: Names) => string, RequestInit?][] = [
    [(n) => `/uploads/datasets?namespace=${n.namespace}&fileName=x.csv`, { method: "POST", body: "a\n1\n" }],
    [(n) => `/downloads/datasets/${n.dataset}`],
    [(n) => `/downloads/datasets/${n.dataset}?as=csv`],
    [(n) => `/downloads/datasets/${n.dataset}?as=bad`],
    [(n) => `/downloads/audit?namespace=${n.namespace}`],
  ];
  for (const [path, init] of ways) {
    const foreign = await over(theirs, path, init);
    expect(foreign).toEqual(await over(missing, path, init));
    expect(foreign.status).toBe(404);
  }
});

test("a document that names another namespace's dataset, by name or by id, finds none", async () => {
  const check = async (dataset: string) => {
    const { text } = await world.ask(
      eve.token,
      `query ($document: String!) { validatePipeline(namespace: "eve-works", document: $document) {
        problems { code message line column } warnings { code message line column } } }`,
      { document: slowDocument(dataset, 1) },
    );
    return text.replaceAll(dataset, "<it>");
  };
  const none = await check("not-there");
  expect(none).toContain("unknown-dataset");
  for (const name of ["ledger", theirs.dataset, theirs.dataset.replace("dataset_", "")])
    expect(await check(name)).toBe(none);
});

test("nothing of all this changed or was left", async () => {
  const { body } = await world.ask(
    world.ada.token,
    `query ($run: ID!, $dataset: ID!, $pipeline: ID!) {
      run(id: $run) { status } dataset(id: $dataset) { name status source }
      pipeline(id: $pipeline) { name lastVersion archivedAt }
      datasets(namespace: "ada-works") { edges { node { id } } } runs(namespace: "ada-works") { edges { node { id } } }
      pipelines(namespace: "ada-works") { edges { node { id } } } members(namespace: "ada-works") { edges { node { role } } }
      invitations(namespace: "ada-works") { id } }`,
    theirs,
  );
  expect(body.data).toMatchObject({
    run: { status: "SUCCEEDED" },
    dataset: { name: "ledger", status: "READY", source: null },
    pipeline: { name: "mine", lastVersion: 1, archivedAt: null },
  });
  for (const list of ["datasets", "runs", "pipelines", "members"])
    expect(body.data[list].edges).toHaveLength(1);
  expect(body.data.invitations).toHaveLength(1);
});

test("no field that takes an id or a namespace is missing here", () => {
  const { schema } = world.server.kernel.graphql;
  const names = (type: GraphQLObjectType | null | undefined) =>
    Object.values(type?.getFields() ?? {})
      .filter((field) => takesName(field))
      .map(({ name }) => name);
  const fields = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap(
    names,
  );
  const tested = new Set([queries, mutations, subscriptions].flatMap((table) => Object.keys(table)));
  expect(fields.filter((name) => !tested.has(name) && !harmless.has(name))).toEqual([]);
  expect(fields.length).toBeGreaterThan(35);
});

/** Whether an argument, or a field of an input object, could name a thing. */
function takesName(field: GraphQLField<unknown, unknown>): boolean {
  const named = (name: string, type: GraphQLInputType): boolean => {
    const bare = getNamedType(type);
    if (isInputObjectType(bare))
      return Object.values(bare.getFields()).some((inner) => named(inner.name, inner.type));
    return bare.name === "ID" || /namespace|slug|id$/i.test(name);
  };
  return field.args.some(({ name, type }) => named(name, type));
}
