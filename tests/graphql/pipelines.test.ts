import { beforeAll, expect, test } from "vitest";
import { openWorld, type World } from "./api-world";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});

const errors = "errors { code message path line column }";
const shown = "pipeline { id name lastVersion archivedAt current { number document } }";
const namespace = "ada-works";
const ask = async (query: string, variables: object = {}) =>
  (await world.ask(world.ada.token, query, variables)).body;

const create = (variables: { name: string; document?: string; key?: string }) =>
  ask(
    `mutation ($name: String!, $document: String!, $key: String) {
      createPipeline(namespace: "${namespace}", name: $name, document: $document, idempotencyKey: $key) { ${shown} ${errors} } }`,
    { document: "operations: []", ...variables },
  ).then(({ data }) => data.createPipeline);
const save = (variables: { id: string; document: string; baseVersion?: number; key?: string }) =>
  ask(
    `mutation ($id: ID!, $document: String!, $baseVersion: Int, $key: String) {
      savePipeline(id: $id, document: $document, baseVersion: $baseVersion, idempotencyKey: $key) { ${shown} ${errors} } }`,
    variables,
  ).then(({ data }) => data.savePipeline);
const listed = async (rest = "") =>
  (
    await ask(`{ pipelines(namespace: "${namespace}"${rest}) { edges { node { name } } } }`)
  ).data.pipelines.edges.map(({ node }: { node: { name: string } }) => node.name);

test("a pipeline is created, saved in versions, renamed, archived and brought back", async () => {
  const { pipeline } = await create({ name: "flow", document: "a: 1" });
  expect(pipeline).toMatchObject({ name: "flow", lastVersion: 1, current: { number: 1, document: "a: 1" } });
  const { id } = pipeline;
  expect(await save({ id, document: "a: 2", baseVersion: 1 })).toMatchObject({
    pipeline: { lastVersion: 2, current: { document: "a: 2" } },
    errors: [],
  });
  expect(await save({ id, document: "a: 2" })).toMatchObject({ pipeline: { lastVersion: 2 } });
  expect(await save({ id, document: "a: 3", baseVersion: 1 })).toMatchObject({
    pipeline: null,
    errors: [{ code: "STALE_WRITE" }],
  });
  const versions = await ask(
    "query ($id: ID!) { pipeline(id: $id) { versions { edges { node { number document } } } } }",
    {
      id,
    },
  );
  expect(versions.data.pipeline.versions.edges.map(({ node }: { node: object }) => node)).toEqual([
    { number: 2, document: "a: 2" },
    { number: 1, document: "a: 1" },
  ]);
  const rename = `mutation ($id: ID!, $name: String) { renamePipeline(id: $id, name: $name) { ${shown} ${errors} } }`;
  expect((await ask(rename, { id, name: "stream" })).data.renamePipeline.pipeline.name).toBe("stream");
  await create({ name: "other" });
  expect((await ask(rename, { id, name: "other" })).data.renamePipeline).toMatchObject({
    pipeline: null,
    errors: [{ code: "ALREADY_EXISTS" }],
  });
  const archive = `mutation ($id: ID!, $archived: Boolean!) { archivePipeline(id: $id, archived: $archived) { ${shown} ${errors} } }`;
  expect((await ask(archive, { id, archived: true })).data.archivePipeline.pipeline.archivedAt).toEqual(
    expect.any(String),
  );
  expect(await listed()).toEqual(["other"]);
  expect(await listed(", archived: true")).toEqual(["stream"]);
  await ask(archive, { id, archived: false });
  expect(await listed(', search: "stre"')).toEqual(["stream"]);
});

test.each([
  ["no name", { name: "" }, "name"],
  ["a name beyond any length", { name: "x".repeat(2_000) }, "name"],
  ["a document beyond any size", { name: "large", document: "#".repeat(1_100_000) }, "document"],
])("%s is refused, with the place in the input", async (_what, input, field) => {
  expect(await create(input)).toMatchObject({
    pipeline: null,
    errors: [{ code: "INVALID_VALUE", path: [field], message: expect.stringMatching(/.{10}/) }],
  });
});

test("a faulty document is told where: line and column, without being stored", async () => {
  const before = await listed();
  const check = async (document: string) =>
    (
      await ask(
        `query ($document: String!) { validatePipeline(namespace: "${namespace}", document: $document) {
          problems { code message line column } steps { operation kind line } } }`,
        { document },
      )
    ).data.validatePipeline;
  const [yaml] = (await check("operations:\n  - {name: a\n")).problems;
  expect(yaml).toMatchObject({ line: expect.any(Number), column: expect.any(Number) });
  const unknown = await check(
    "operations:\n  - name: a\n    type: nonsense\npipeline:\n  steps:\n    - {name: s, operations: [a, missing]}\n",
  );
  expect(unknown.problems).toContainEqual(expect.objectContaining({ line: 3, column: 11 }));
  expect(unknown.problems).toContainEqual(expect.objectContaining({ line: 6 }));
  const code = await check(
    "operations:\n  - name: a\n    type: code_map\n    code: |\n      function transform(row) {\n        return {;\n      }\npipeline: {steps: [{name: s, operations: [a]}]}\n",
  );
  expect(code.problems).toEqual([expect.objectContaining({ line: 6, column: expect.any(Number) })]);
  const right = await check(
    'operations: [{name: a, type: code_map, code: "function transform() { return {}; }"}]\npipeline: {steps: [{name: s, operations: [a]}]}\n',
  );
  expect(right).toMatchObject({ problems: [], steps: [{ operation: "a", kind: "code_map", line: 1 }] });
  expect(await listed()).toEqual(before);
});

test("the same key and input make one pipeline and give the same answer; another input is refused", async () => {
  const first = await create({ name: "keyed", key: "key-1" });
  expect(await create({ name: "keyed", key: "key-1" })).toEqual(first);
  expect(await create({ name: "keyed too", key: "key-1" })).toMatchObject({
    pipeline: null,
    errors: [{ code: "IDEMPOTENCY_MISMATCH" }],
  });
  const { id } = first.pipeline;
  const saved = await save({ id, document: "b: 1", key: "key-1" });
  expect(saved.pipeline.lastVersion).toBe(2);
  await save({ id, document: "b: 2" });
  await save({ id, document: "b: 1", key: "key-1" });
  expect((await save({ id, document: "b: 3" })).pipeline.lastVersion).toBe(4);
});

test("two at once with one key make one", async () => {
  const both = await Promise.all(Array.from({ length: 8 }, () => create({ name: "raced", key: "race" })));
  expect(new Set(both.map(({ pipeline }) => pipeline?.id)).size).toBe(1);
  expect((await listed()).filter((name: string) => name === "raced")).toHaveLength(1);
  const without = await Promise.all(Array.from({ length: 4 }, () => create({ name: "raced twice" })));
  expect(without.filter(({ pipeline }) => pipeline !== null)).toHaveLength(1);
  expect(without.flatMap(({ errors: told }) => told).map(({ code }: { code: string }) => code)).toEqual(
    Array(3).fill("ALREADY_EXISTS"),
  );
});

test("two who save the same base version: one is told that it came too late", async () => {
  const { pipeline } = await create({ name: "shared", document: "a: 1" });
  const both = await Promise.all(
    ["a: 2", "a: 3"].map((document) => save({ id: pipeline.id, document, baseVersion: 1 })),
  );
  expect(both.map(({ errors: told }) => told.map(({ code }: { code: string }) => code)).sort()).toEqual([
    [],
    ["STALE_WRITE"],
  ]);
});
