import { beforeAll, expect, test } from "vitest";
import { collectSubscription } from "../support/collect-subscription";
import { openWorld, slowDocument, type World } from "./api-world";

let world: World;
beforeAll(async () => {
  world = await openWorld({ maxUploadBytes: 200_000 });
});

const namespace = "ada-works";
const ask = async (query: string, variables: object = {}) =>
  (await world.ask(world.ada.token, query, variables)).body;
const upload = (query: string, body: string) =>
  world.send(`/uploads/datasets?namespace=${namespace}&${query}`, {
    method: "POST",
    token: world.ada.token,
    body,
  });
const read = async (id: string) =>
  (
    await ask(
      `query ($id: ID!) { dataset(id: $id) {
        name status format fileName rawBytes rowCount rejectedCount tags source contentHash
        columns { name type } error { code message line }
        first: rows(limit: 2) { rows rowCount } rest: rows(offset: 2, limit: 1000) { rows } beyond: rows(offset: 99) { rows }
        rejects { line code reason column excerpt } } }`,
      { id },
    )
  ).data.dataset;
const settled = async (id: string) => {
  await expect
    .poll(async () => (await read(id)).status, { timeout: 15_000 })
    .not.toMatch(/PENDING|IMPORTING/);
  return read(id);
};
const download = (id: string, query = "") =>
  world.send(`/downloads/datasets/${id}${query}`, { token: world.ada.token });

test("a CSV is uploaded, imported, paged, and downloaded as it was and as a table", async () => {
  const text = 'city,people\r\nLisbon,545923\r\n"Porto, north",231800\r\nÉvora,53577\r\n';
  const { status, body } = await upload("fileName=cities.csv&tags=geo&tags=demo&source=census", text);
  expect(status).toBe(201);
  const dataset = await settled(body.id);
  expect(dataset).toMatchObject({
    name: "cities",
    status: "READY",
    format: "csv",
    fileName: "cities.csv",
    rawBytes: Buffer.byteLength(text),
    rowCount: 3,
    rejectedCount: 0,
    tags: ["demo", "geo"],
    source: "census",
    error: null,
    columns: [{ name: "city" }, { name: "people" }],
    first: {
      rowCount: 3,
      rows: [
        { city: "Lisbon", people: 545923 },
        { city: "Porto, north", people: 231800 },
      ],
    },
    rest: { rows: [{ city: "Évora", people: 53577 }] },
    beyond: { rows: [] },
    rejects: [],
  });
  expect((await download(body.id)).text).toBe(text);
  expect((await download(body.id, "?as=json")).body).toEqual([...dataset.first.rows, ...dataset.rest.rows]);
  const csv = await download(body.id, "?as=csv");
  expect(csv.headers.get("content-disposition")).toContain("cities.csv");
  expect(csv.text).toContain('"Porto, north"');
  const range = await world.send(`/downloads/datasets/${body.id}`, {
    token: world.ada.token,
    headers: { range: "bytes=0-3" },
  });
  expect([range.status, range.text]).toEqual([206, "city"]);
});

test("a JSON file is uploaded as a browser's form, and followed by its events", async () => {
  const rows = Array.from({ length: 25 }, (_, n) => ({
    n,
    name: `row ${n}`,
    even: n % 2 === 0,
    nested: { n },
  }));
  const form = new FormData();
  form.set("name", "objects");
  form.set("file", new Blob([JSON.stringify(rows)]), "whatever.json");
  const response = await fetch(`${world.server.address}/uploads/datasets?namespace=${namespace}`, {
    method: "POST",
    headers: { authorization: `Bearer ${world.ada.token}` },
    body: form,
  });
  expect(response.status).toBe(201);
  const { id } = (await response.json()) as { id: string };
  const events = await collectSubscription<{ datasetEvents: { sequence: number; type: string } }>(
    world.socket(world.ada.token),
    {
      query: "subscription ($id: ID!) { datasetEvents(datasetId: $id) { sequence type } }",
      variables: { id },
    },
    (seen) => /Imported|Succeeded|Failed/.test(seen.at(-1)!.datasetEvents.type),
  );
  expect(events.map(({ datasetEvents }) => datasetEvents.sequence)).toEqual(events.map((_, at) => at + 1));
  const dataset = await settled(id);
  expect(dataset).toMatchObject({ name: "objects", status: "READY", format: "json", rowCount: 25 });
  expect(dataset.first.rows[1]).toMatchObject({ n: 1, name: "row 1", even: false });
  expect((await download(id, "?as=ndjson")).text.trim().split("\n")).toHaveLength(25);
});

test("rows that do not fit are refused with line and reason; the others are there", async () => {
  const good = Array.from({ length: 40 }, (_, n) => `${n},name ${n}`);
  const lines = ["id,name", ...good.slice(0, 20), "21,too,many,cells,here", ...good.slice(20)];
  const { body } = await upload("fileName=rejects.csv", `${lines.join("\n")}\n`);
  const dataset = await settled(body.id);
  expect(dataset).toMatchObject({ status: "READY", rowCount: 40, rejectedCount: 1 });
  expect(dataset.rejects).toEqual([
    expect.objectContaining({ line: 22, reason: expect.stringMatching(/.{8}/) }),
  ]);
});

test("what is no data fails with a reason, and can be read again with other options", async () => {
  const { body } = await upload("fileName=broken.json", '[{"a": 1}, {"a": ');
  const failed = await settled(body.id);
  expect(failed).toMatchObject({
    status: "FAILED",
    rowCount: null,
    first: null,
    error: { message: expect.any(String) },
  });
  expect((await download(body.id, "?as=csv")).status).not.toBe(200);
  expect((await download(body.id)).text).toBe('[{"a": 1}, {"a": ');
  const retried = await ask(
    'mutation ($id: ID!) { retryImport(id: $id, format: "csv") { dataset { id } errors { code message } } }',
    { id: body.id },
  );
  expect(retried.data.retryImport.errors).toEqual([]);
  await expect.poll(async () => (await read(body.id)).format, { timeout: 15_000 }).toBe("csv");
});

test("a dataset is renamed, described, and deleted; one that a run has read is held", async () => {
  const id = await world.dataset(world.ada, "input.ndjson", '{"n":1}\n{"n":2}\n');
  const renamed = await ask(
    `mutation ($id: ID!) { renameDataset(id: $id, name: "numbers") { dataset { name } errors { code } }
      describeDataset(id: $id, source: "counting", tags: ["b", "a"]) { dataset { source tags } errors { code } } }`,
    { id },
  );
  expect(renamed.data).toMatchObject({
    renameDataset: { dataset: { name: "numbers" } },
    describeDataset: { dataset: { source: "counting", tags: ["a", "b"] } },
  });
  const pipelineId = await world.pipeline(world.ada, "reader", slowDocument("numbers", 1));
  await world.run(world.ada, pipelineId);
  const remove = "mutation ($id: ID!) { deleteDataset(id: $id) { deleted errors { code message } } }";
  expect((await ask(remove, { id })).data.deleteDataset).toMatchObject({
    deleted: false,
    errors: [{ code: "REFERENCED" }],
  });
  expect((await read(id)).status).toBe("READY");
  const unused = await world.dataset(world.ada, "unused.ndjson", '{"n":1}\n');
  expect((await ask(remove, { id: unused })).data.deleteDataset).toEqual({ deleted: true, errors: [] });
  expect(await read(unused)).toBeNull();
  expect((await download(unused)).status).toBe(404);
  expect((await ask(remove, { id: unused })).data.deleteDataset.errors).toMatchObject([
    { code: "NOT_FOUND" },
  ]);
});

test("lists find by name, tag and origin, page by page", async () => {
  for (const n of [1, 2, 3]) await world.dataset(world.ada, `list-${n}.ndjson`, `{"n":${n}}\n`);
  const list = `query ($after: String) { datasets(namespace: "${namespace}", search: "LIST-", first: 2, after: $after) {
    pageInfo { hasNextPage endCursor } edges { node { name } } } }`;
  const first = (await ask(list)).data.datasets;
  const second = (await ask(list, { after: first.pageInfo.endCursor })).data.datasets;
  const names = [...first.edges, ...second.edges].map(({ node }: { node: { name: string } }) => node.name);
  expect(names).toEqual(["list-3", "list-2", "list-1"]);
  expect([first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([true, false]);
  const byTag = await ask(`{ datasets(namespace: "${namespace}", tag: "geo") { edges { node { name } } } }`);
  expect(byTag.data.datasets.edges).toEqual([{ node: { name: "cities" } }]);
});

test("too large an upload is refused before it was read; one key makes one dataset", async () => {
  const large = await upload("fileName=large.csv", `a\n${"1\n".repeat(800_000)}`);
  expect([large.status, large.body.code]).toEqual([413, "LIMIT_EXCEEDED"]);
  const made = [];
  for (const _ of [1, 2]) made.push((await upload("fileName=once.csv&idempotencyKey=up", "a\n1\n")).body.id);
  expect(made[0]).toBe(made[1]);
});
