import { beforeAll, describe, expect, test } from "vitest";
import { addMember } from "../../server/accounts/members/add-member";
import { allows, type Permission, type Role, roles } from "../../server/accounts/permissions";
import type { TestAccount } from "../support/first-account";
import { numbers, openWorld, slowDocument, type World } from "./api-world";

const members = new Map<Role, TestAccount>();
let world: World;
let ids: { dataset: string; pipeline: string; run: string; user: string };

beforeAll(async () => {
  world = await openWorld();
  const { ada } = world;
  for (const role of roles) {
    const account = await world.join(`the-${role}`);
    members.set(role, account);
    const { accounts } = world.server.kernel.services;
    await addMember(accounts, ada.context, { namespace: ada.namespace, name: `the-${role}`, role });
  }
  const dataset = await world.dataset(ada, "rows.ndjson", numbers(5));
  const pipeline = await world.pipeline(ada, "flow", slowDocument("rows", 1));
  ids = { dataset, pipeline, run: await world.run(ada, pipeline), user: `user_${ada.userId}` };
});

const errors = "errors { code }";
const ns = '"ada-works"';

/** What each permission opens, as a question that harms nothing and whoever may gets an answer to. */
const doors: [Permission, string][] = [
  ["dataset:read", `{ datasets(namespace: ${ns}) { edges { node { rows { rowCount } } } } }`],
  ["dataset:write", `mutation { createDataset(namespace: ${ns}, uploadId: "nothing") { ${errors} } }`],
  ["dataset:write", 'mutation { renameDataset(id: "DATASET", name: "rows") { errors { code } } }'],
  ["dataset:write", 'mutation { describeDataset(id: "DATASET") { errors { code } } }'],
  ["dataset:write", 'mutation { saveRunAsDataset(runId: "RUN", name: "") { errors { code } } }'],
  ["dataset:delete", 'mutation { deleteDataset(id: "DATASET") { deleted errors { code } } }'],
  ["pipeline:read", `{ pipelines(namespace: ${ns}) { edges { node { name } } } }`],
  ["pipeline:read", `{ validatePipeline(namespace: ${ns}, document: "a: 1") { steps { kind } } }`],
  ["pipeline:write", `mutation { createPipeline(namespace: ${ns}, name: "", document: "") { ${errors} } }`],
  [
    "pipeline:write",
    'mutation { savePipeline(id: "PIPELINE", document: "", baseVersion: 99) { errors { code } } }',
  ],
  ["pipeline:write", 'mutation { renamePipeline(id: "PIPELINE", name: "flow") { errors { code } } }'],
  ["run:read", '{ run(id: "RUN") { log { size } result { rowCount } failures { index } } }'],
  ["run:read", `{ runSummary(namespace: ${ns}, since: "2020-01-01T00:00:00Z") { total } }`],
  [
    "run:create",
    'mutation { runPipeline(pipelineId: "PIPELINE", inputs: [{ name: "none", datasetId: "DATASET" }]) { errors { code } } }',
  ],
  ["run:cancel", 'mutation { cancelRun(runId: "RUN") { errors { code } } }'],
  ["member:read", `{ members(namespace: ${ns}) { edges { node { role } } } }`],
  ["member:manage", `{ invitations(namespace: ${ns}) { id } }`],
  [
    "member:manage",
    `mutation { addMember(input: { namespace: ${ns}, name: "nobody", role: viewer }) { ${errors} } }`,
  ],
  ["namespace:read", `{ namespace(slug: ${ns}) { id } }`],
  ["namespace:manage", `mutation { renameNamespace(input: { namespace: ${ns}, name: "" }) { ${errors} } }`],
  ["audit:read", `{ auditEntries(namespace: ${ns}, first: 1) { edges { node { id } } } }`],
];

const fill = (query: string) =>
  query.replace("DATASET", ids.dataset).replace("PIPELINE", ids.pipeline).replace("RUN", ids.run);

describe.each(roles)("%s", (role) => {
  test.each(doors)("%s %s", async (permission, query) => {
    const { body } = await world.ask(members.get(role)!.token, fill(query));
    if (allows(role, permission)) {
      expect(JSON.stringify(body)).not.toMatch(
        /"(FORBIDDEN|UNAUTHENTICATED|INTERNAL|GRAPHQL_VALIDATION_FAILED)"/,
      );
    } else {
      expect(body.errors).toMatchObject([{ extensions: { code: "FORBIDDEN", permission } }]);
    }
  });

  test("uploads need dataset:write, downloads of the audit audit:read, downloads of a table dataset:read", async () => {
    const { token } = members.get(role)!;
    const sent = await world.send("/uploads/datasets?namespace=ada-works&fileName=x.csv&hold=1", {
      method: "POST",
      token,
      body: "a\n1\n",
    });
    expect(sent.status).toBe(allows(role, "dataset:write") ? 201 : 403);
    const audit = await world.send("/downloads/audit?namespace=ada-works", { token });
    expect(audit.status).toBe(allows(role, "audit:read") ? 200 : 403);
    expect((await world.send(`/downloads/datasets/${ids.dataset}?as=csv`, { token })).status).toBe(200);
  });
});

test("who was refused stands in the audit", async () => {
  const { body } = await world.ask(
    world.ada.token,
    '{ auditEntries(namespace: "ada-works", filter: { action: "access.denied" }, first: 100) { edges { node { actorName outcome } } } }',
  );
  const names = body.data.auditEntries.edges.map(
    ({ node }: { node: { actorName: string } }) => node.actorName,
  );
  expect(new Set(names)).toEqual(new Set(["the-viewer", "the-operator", "the-editor"]));
});

test("a role that is taken away counts at once", async () => {
  const viewer = members.get("viewer")!;
  const remove = `mutation { removeMember(input: { namespace: ${ns}, userId: "user_${viewer.userId}" }) { ${errors} } }`;
  expect((await world.ask(world.ada.token, remove)).body.data.removeMember.errors).toEqual([]);
  const { body } = await world.ask(
    viewer.token,
    `{ run(id: "${ids.run}") { id } members(namespace: ${ns}) { edges { node { role } } } }`,
  );
  expect(body.errors).toMatchObject([{ extensions: { code: "NOT_FOUND" } }]);
});
