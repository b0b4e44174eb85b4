import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { newId } from "../../../server/core/ids";
import { cancelImport } from "../../../server/datasets/cancel-import";
import { createDataset } from "../../../server/datasets/create-dataset";
import { createDatasetFromFile } from "../../../server/datasets/create-dataset-from-file";
import { deleteDataset } from "../../../server/datasets/delete-dataset";
import { readDatasetPage } from "../../../server/datasets/read-dataset-page";
import { readRejects } from "../../../server/datasets/read-rejects";
import { retryImport } from "../../../server/datasets/retry-import";
import { previewUpload } from "../../../server/datasets/uploads/preview-upload";
import { receiveUpload } from "../../../server/datasets/uploads/receive-upload";
import { readEvents } from "../../../server/events/read-events";
import { onEachDatabase, sqlite } from "../../support/database";
import { datasetHarness, system } from "./dataset-harness";

const big = `n,text\n${Array.from({ length: 400_000 }, (_, index) => `${index},some words of row ${index}`).join("\n")}\n`;

onEachDatabase("imports", (database) => {
  test("an upload becomes a table, told step by step", async () => {
    const h = await datasetHarness(await database.open());
    await h.worker();
    const id = await h.create("id,名字\n1,Ann\n2,李四\n3\n", {
      source: "https://example.org",
      tags: ["b", "a", "a"],
    });
    const ready = await h.reached(id, "READY", "FAILED");
    expect(ready).toMatchObject({
      status: "READY",
      name: "data",
      origin: "uploaded",
      format: "csv",
      rowCount: 2n,
      rejectedCount: 1n,
    });
    expect(ready).toMatchObject({
      rawBytes: 27n,
      source: "https://example.org",
      fileName: "data.csv",
      error: null,
    });
    expect(ready.tags.map(({ tag }) => tag)).toEqual(["a", "b"]);
    expect(JSON.parse(ready.columns!)).toEqual([
      { name: "id", type: "BIGINT", nullable: false },
      { name: "名字", type: "VARCHAR", nullable: false },
    ]);
    expect(JSON.parse(ready.detected!)).toMatchObject({ encoding: "utf-8", delimiter: ",", header: true });
    expect(ready.contentHash).toMatch(/^[0-9a-f]{64}$/);
    const types = await h.events(id);
    expect(types.filter((type) => type !== "ImportProgress")).toEqual([
      "ImportQueued",
      "ImportStarted",
      "ImportSucceeded",
    ]);
    const page = await readDatasetPage(h.deps, system, { datasetId: id, offset: 1, limit: 10 });
    expect(page).toMatchObject({ rowCount: 2, rows: [{ id: 2, 名字: "李四" }] });
    expect(await readRejects(h.deps, system, { datasetId: id })).toMatchObject([
      { line: 4, code: "TOO_FEW_CELLS" },
    ]);
    const audit = await h.deps.database.client.auditEntry.findMany({ where: { resourceId: id } });
    expect(audit.map(({ action }) => action)).toEqual(["dataset.upload"]);
  });

  test("a file that cannot be read fails with its place; another try with other options is ready", async () => {
    const h = await datasetHarness(await database.open());
    await h.worker();
    const id = await h.create('a,b\n1,2\n3,"oops\n4,5\n');
    const failed = await h.reached(id, "FAILED", "READY");
    expect(JSON.parse(failed.error!)).toMatchObject({ code: "BAD_USER_INPUT", line: 3 });
    await expect(
      readDatasetPage(h.deps, system, { datasetId: id, offset: 0, limit: 1 }),
    ).rejects.toMatchObject({ code: "UNAVAILABLE" });
    const wrong = retryImport(h.deps, system, { datasetId: id, options: { quote: "long" } });
    await expect(wrong).rejects.toMatchObject({ code: "BAD_USER_INPUT", problems: [{ path: ["quote"] }] });
    await retryImport(h.deps, system, { datasetId: id, options: { quote: "" } });
    const ready = await h.reached(id, "READY", "CANCELLED");
    expect(ready).toMatchObject({ error: null, rowCount: 3n });
    await expect(retryImport(h.deps, system, { datasetId: id })).rejects.toMatchObject({
      code: "ILLEGAL_TRANSITION",
    });
  });

  test("cancelled before it starts, it never does", async () => {
    const h = await datasetHarness(await database.open());
    const id = await h.create("a\n1\n");
    expect(await cancelImport(h.deps, system, { datasetId: id })).toMatchObject({ status: "CANCELLED" });
    expect(await cancelImport(h.deps, system, { datasetId: id })).toMatchObject({ status: "CANCELLED" });
    await h.worker();
    expect(await h.events(id)).toEqual(["ImportQueued", "ImportCancelled"]);
    await retryImport(h.deps, system, { datasetId: id });
    await h.reached(id, "READY");
    await expect(cancelImport(h.deps, system, { datasetId: id })).rejects.toMatchObject({
      code: "ILLEGAL_TRANSITION",
    });
  });

  test("cancelled while it runs, its process is killed and nothing of it stays", async () => {
    const h = await datasetHarness(await database.open());
    await h.worker();
    const id = await h.create(big);
    await h.reached(id, "IMPORTING", "READY");
    expect(await cancelImport(h.deps, system, { datasetId: id })).toMatchObject({ status: "IMPORTING" });
    await h.reached(id, "CANCELLED");
    const events = await readEvents(h.deps.database.client, `dataset:${id}`);
    expect(events.at(-1)).toMatchObject({ type: "ImportCancelled", payload: { by: "system:test" } });
    await expect.poll(() => h.onDisk().datasets.length).toBe(1);
    const { folder } = h.files(id);
    await expect.poll(() => readdirSync(folder)).toEqual(["raw"]);
  });

  test("a worker that vanishes is followed by another, which starts over", async () => {
    const h = await datasetHarness(await database.open());
    const first = await h.worker("first");
    const id = await h.create(big);
    await h.reached(id, "IMPORTING");
    await first.drain(0);
    expect((await h.row(id))?.status).toBe("IMPORTING");
    await h.worker("second");
    const ready = await h.reached(id, "READY", "FAILED");
    expect(ready.rowCount).toBe(400_000n);
    const types = (await h.events(id)).filter((type) => type !== "ImportProgress");
    expect(types).toEqual(["ImportQueued", "ImportStarted", "ImportStarted", "ImportSucceeded"]);
  });

  test("progress is told while it runs and never goes beyond the end", async () => {
    const h = await datasetHarness(await database.open());
    await h.worker();
    const id = await h.create(big);
    await h.reached(id, "READY");
    const progress = (await readEvents(h.deps.database.client, `dataset:${id}`)).filter(
      ({ type }) => type === "ImportProgress",
    );
    const done = progress.map(({ payload }) => payload.done as number);
    expect(done.length).toBeGreaterThan(0);
    expect([...done].sort((a, b) => a - b)).toEqual(done);
    expect(done.every((part) => part >= 0 && part <= 1)).toBe(true);
  });

  test("the same call with the same key makes one dataset", async () => {
    const h = await datasetHarness(await database.open());
    const uploadId = await h.upload("a\n1\n");
    const call = () =>
      createDataset(h.deps, system, {
        namespaceId: h.namespaceId,
        uploadId,
        name: "once",
        idempotencyKey: "k",
      });
    const [one, two] = await Promise.all(
      [call(), call()].map((made) => made.catch((error: { code: string }) => error)),
    );
    const three = await call();
    expect([one, two].filter((made) => made && "datasetId" in made)).toContainEqual(three);
    expect(h.onDisk().datasets).toHaveLength(1);
    const other = createDataset(h.deps, system, {
      namespaceId: h.namespaceId,
      uploadId,
      name: "twice",
      idempotencyKey: "k",
    });
    await expect(other).rejects.toMatchObject({ code: "IDEMPOTENCY_MISMATCH" });
    expect(h.onDisk().datasets).toHaveLength(1);
  });

  test("names: a taken one is refused and leaves nothing, a derived one makes way", async () => {
    const h = await datasetHarness(await database.open());
    await h.create("a\n1\n", { name: "sales" });
    await expect(h.create("a\n1\n", { name: "sales" })).rejects.toMatchObject({ code: "ALREADY_EXISTS" });
    expect(h.onDisk().datasets).toHaveLength(1);
    const second = await h.create("a\n1\n", { fileName: "sales.csv" });
    const third = await h.create("a\n1\n", { fileName: "../../etc/sales.csv" });
    expect([(await h.row(second))?.name, (await h.row(third))?.name]).toEqual(["sales (2)", "sales (3)"]);
    expect((await h.row(third))?.fileName).toBe("sales.csv");
  });
});

describe("uploads", () => {
  test("one that breaks off, is empty or too large leaves nothing", async () => {
    const h = await datasetHarness(await sqlite().open(), { maxBytes: 100 });
    const receive = (body: Readable) =>
      receiveUpload(h.deps, system, { namespaceId: h.namespaceId, fileName: "x.csv", body });
    await expect(receive(Readable.from([]))).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
    await expect(receive(Readable.from([Buffer.alloc(60), Buffer.alloc(60)]))).rejects.toMatchObject({
      code: "LIMIT_EXCEEDED",
    });
    const broken = new Readable({ read() {} });
    broken.push("a,b\n");
    setTimeout(() => broken.destroy(), 20);
    await expect(receive(broken)).rejects.toBeDefined();
    expect(h.onDisk().uploads).toEqual([]);
  });

  test("a preview shows rows, and what it was made with; another person's upload does not exist", async () => {
    const h = await datasetHarness(await sqlite().open());
    const uploadId = await h.upload("a;b\n1;2\n3;4\n");
    const preview = await previewUpload(h.deps, system, { namespaceId: h.namespaceId, uploadId, rows: 1 });
    expect(preview).toMatchObject({
      format: "csv",
      rows: [{ a: 1, b: 2 }],
      detected: { delimiter: ";" },
      complete: true,
    });
    const comma = await previewUpload(h.deps, system, {
      namespaceId: h.namespaceId,
      uploadId,
      options: { delimiter: "," },
    });
    expect(comma.columns.map(({ name }) => name)).toEqual(["a;b"]);
    const editor = await h.member("editor");
    const theirs = previewUpload(h.deps, editor, { namespaceId: h.namespaceId, uploadId });
    await expect(theirs).rejects.toMatchObject({ code: "NOT_FOUND" });
    const climbing = previewUpload(h.deps, system, { namespaceId: h.namespaceId, uploadId: "../../secret" });
    await expect(climbing).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test.each([
    ["data.csv", "a,b\n1,2\n", "csv"],
    ["data.tsv", "a\tb\n1\t2\n", "csv"],
    ["data.json", '[{"a":1}]', "json"],
    ["data.json", '{"a":1}\n{"a":2}\n', "ndjson"],
    ["data.jsonl", '{"a":1}\n', "ndjson"],
    ["data", '{"a":1}\n{"a":2}\n', "ndjson"],
    ["data.txt", '[{"a":1}]', "json"],
    ["data", "a,b\n1,2\n", "csv"],
  ])("the format of %s %j is %s", async (fileName, content, format) => {
    const h = await datasetHarness(await sqlite().open());
    expect((await h.row(await h.create(content, { fileName })))?.format).toBe(format);
  });

  test("a viewer may read and not write", async () => {
    const h = await datasetHarness(await sqlite().open());
    await h.worker();
    const viewer = await h.member("viewer");
    const id = await h.create("a\n1\n");
    await h.reached(id, "READY");
    await expect(h.upload("a\n1\n", "x.csv", viewer)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(deleteDataset(h.deps, viewer, { datasetId: id })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    expect((await readDatasetPage(h.deps, viewer, { datasetId: id, offset: 0, limit: 5 })).rows).toEqual([
      { a: 1 },
    ]);
    for (const datasetId of [newId(), "../x"]) {
      const page = readDatasetPage(h.deps, viewer, { datasetId, offset: 0, limit: 5 });
      await expect(page).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
  });

  test("a server-side file, for seeds", async () => {
    const h = await datasetHarness(await sqlite().open());
    await h.worker();
    const path = `${h.deps.folder.root}/seed.json`;
    writeFileSync(path, '[{"a":1}]');
    const { datasetId } = await createDatasetFromFile(h.deps, system, {
      namespaceId: h.namespaceId,
      path,
      name: "seed",
    });
    await h.reached(datasetId, "READY");
    expect(readFileSync(h.files(datasetId).raw, "utf8")).toBe('[{"a":1}]');
    rmSync(path);
  });
});
