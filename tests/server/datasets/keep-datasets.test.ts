import { existsSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { newId } from "../../../server/core/ids";
import { datasetFilter } from "../../../server/datasets/dataset-filter";
import { deleteDataset } from "../../../server/datasets/delete-dataset";
import { describeDataset } from "../../../server/datasets/describe-dataset";
import { readDatasetPage } from "../../../server/datasets/read-dataset-page";
import { registerRunOutput } from "../../../server/datasets/register-run-output";
import { renameDataset } from "../../../server/datasets/rename-dataset";
import { sweepDatasets } from "../../../server/datasets/sweep-datasets";
import { onEachDatabase, sqlite } from "../../support/database";
import { type DatasetHarness, datasetHarness, system } from "./dataset-harness";

async function addRun(
  h: DatasetHarness,
  { inputs = [], output }: { inputs?: string[]; output?: string } = {},
) {
  const id = newId();
  const now = new Date();
  const rows = output?.split("\n").filter((line) => line !== "").length;
  await h.deps.database.transaction(async (tx) => {
    await tx.client.run.create({
      data: {
        id,
        namespaceId: h.namespaceId,
        kind: "pipeline",
        trigger: "manual",
        status: output === undefined ? "RUNNING" : "SUCCEEDED",
        createdAt: now,
        outputRows: rows,
        outputColumns: output === undefined ? null : "[]",
        inputs: { create: inputs.map((datasetId, index) => ({ name: `input ${index}`, datasetId })) },
        ...(output !== undefined && { output: { create: { content: output } } }),
      },
    });
  });
  return id;
}

onEachDatabase("datasets", (database) => {
  test("one that runs read cannot be deleted, and its refusal names them; one that none reads can", async () => {
    const h = await datasetHarness(await database.open());
    await h.worker();
    const id = await h.create("a\n1\n");
    await expect(deleteDataset(h.deps, system, { datasetId: id })).rejects.toMatchObject({
      code: "ILLEGAL_TRANSITION",
    });
    await h.reached(id, "READY");
    const runs = [await addRun(h, { inputs: [id, id] }), await addRun(h, { inputs: [id] })];
    const refused = deleteDataset(h.deps, system, { datasetId: id });
    await expect(refused).rejects.toMatchObject({
      code: "REFERENCED",
      details: { runCount: 2, runIds: [...runs].reverse() },
    });
    expect(existsSync(h.files(id).table)).toBe(true);
    await h.deps.database.transaction((tx) => tx.client.run.deleteMany({ where: { id: { in: runs } } }));
    await deleteDataset(h.deps, system, { datasetId: id });
    expect(await h.row(id)).toBeNull();
    expect(h.onDisk().datasets).toEqual([]);
    expect((await h.events(id)).at(-1)).toBe("DatasetDeleted");
    await expect(deleteDataset(h.deps, system, { datasetId: id })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  test("deleting and taking it as input at once never leaves a run without its dataset", async () => {
    const h = await datasetHarness(await database.open());
    await h.worker();
    for (let round = 0; round < 5; round++) {
      const id = await h.create("a\n1\n");
      await h.reached(id, "READY");
      const [deleted, run] = await Promise.allSettled([
        deleteDataset(h.deps, system, { datasetId: id }),
        addRun(h, { inputs: [id] }),
      ]);
      expect([deleted.status, run.status].sort()).toEqual(["fulfilled", "rejected"]);
      if (deleted.status === "rejected") expect(deleted.reason).toMatchObject({ code: "REFERENCED" });
      expect(existsSync(h.files(id).table)).toBe(run.status === "fulfilled");
    }
  });

  test("renaming, describing and finding again", async () => {
    const h = await datasetHarness(await database.open());
    const one = await h.create("a\n1\n", { name: "Straße 50%", tags: ["x"] });
    const two = await h.create("a\n1\n", { name: "other", fileName: "Ärger_1.csv" });
    await expect(renameDataset(h.deps, system, { datasetId: two, name: "Straße 50%" })).rejects.toMatchObject(
      { code: "ALREADY_EXISTS" },
    );
    await expect(renameDataset(h.deps, system, { datasetId: two, name: "a\nb" })).rejects.toMatchObject({
      code: "BAD_USER_INPUT",
    });
    await renameDataset(h.deps, system, { datasetId: two, name: "  北京 Weather " });
    await describeDataset(h.deps, system, { datasetId: two, source: "NOAA", tags: ["y", "x", "y"] });
    await describeDataset(h.deps, system, { datasetId: two, tags: ["z"] });
    expect(await h.row(two)).toMatchObject({ name: "北京 Weather", source: "NOAA", tags: [{ tag: "z" }] });
    const find = async (filter: object) =>
      (
        await h.deps.database.client.dataset.findMany({
          where: datasetFilter({ namespaceId: h.namespaceId, ...filter }),
        })
      ).map(({ id }) => id);
    expect(await find({ search: "WEATHER" })).toEqual([two]);
    expect(await find({ search: "北京" })).toEqual([two]);
    expect(await find({ search: "noaa" })).toEqual([two]);
    expect(await find({ search: "ärger" })).toEqual([two]);
    expect(await find({ search: "50%" })).toEqual([one]);
    expect(await find({ search: "5%0" })).toEqual([]);
    expect(await find({ search: "r_1" })).toEqual([two]);
    expect(await find({ search: "st_a" })).toEqual([]);
    expect(await find({ tag: "x" })).toEqual([one]);
    expect(await find({ origin: "generated" })).toEqual([]);
    expect(await find({ namespaceId: newId() })).toEqual([]);
    expect((await h.events(two)).slice(-3)).toEqual([
      "DatasetRenamed",
      "DatasetDescribed",
      "DatasetDescribed",
    ]);
  });

  test("a run's result becomes a dataset that knows where it came from", async () => {
    const h = await datasetHarness(await database.open());
    await h.worker();
    const runId = await addRun(h, { output: '{"a":1,"b":{"c":[1]}}\n{"a":2,"b":null}\n' });
    const call = { runId, name: "saved", tags: ["out"], idempotencyKey: "k" };
    const { datasetId } = await registerRunOutput(h.deps, system, call);
    expect(await registerRunOutput(h.deps, system, call)).toEqual({ datasetId });
    expect(await h.reached(datasetId, "READY", "FAILED")).toMatchObject({
      status: "READY",
      origin: "generated",
      runId,
      name: "saved",
    });
    const page = await readDatasetPage(h.deps, system, { datasetId, offset: 0, limit: 9 });
    expect(page.rows).toEqual([
      { a: 1, b: { c: [1] } },
      { a: 2, b: null },
    ]);
    expect(h.onDisk()).toEqual({ datasets: [datasetId], uploads: [] });
    await expect(registerRunOutput(h.deps, system, { runId, name: "saved" })).rejects.toMatchObject({
      code: "ALREADY_EXISTS",
    });
    const running = await addRun(h);
    await expect(registerRunOutput(h.deps, system, { runId: running, name: "x" })).rejects.toMatchObject({
      code: "BAD_USER_INPUT",
    });
    const empty = await addRun(h, { output: "" });
    await expect(registerRunOutput(h.deps, system, { runId: empty, name: "x" })).rejects.toMatchObject({
      code: "BAD_USER_INPUT",
    });
  });
});

describe("the sweep", () => {
  test("removes what has no row and is not young, and follows no link", async () => {
    const h = await datasetHarness(await sqlite().open());
    const kept = await h.create("a\n1\n");
    const uploaded = h.onDisk().uploads;
    const { folder } = h.deps;
    const long = new Date(Date.now() - 48 * 3_600_000);
    const place = (collection: "datasets" | "uploads", old: boolean) => {
      const id = newId();
      const path = folder.thing(h.namespaceId, collection, id);
      mkdirSync(path, { recursive: true });
      writeFileSync(join(path, "raw"), "x");
      if (old) for (const each of [join(path, "raw"), path]) utimesSync(each, long, long);
      return id;
    };
    const orphan = place("datasets", true);
    const young = place("datasets", false);
    const stale = place("uploads", true);
    const scratch = join(h.files(kept).folder, ".import-3");
    mkdirSync(scratch);
    for (const path of [scratch]) utimesSync(path, long, long);
    const outside = join(folder.root, "outside");
    mkdirSync(outside);
    symlinkSync(outside, folder.thing(h.namespaceId, "datasets", newId()));
    const expected = [
      join("namespaces", h.namespaceId, "uploads", stale),
      join("namespaces", h.namespaceId, "datasets", orphan),
      join("namespaces", h.namespaceId, "datasets", kept, ".import-3"),
    ].sort();
    expect([...(await sweepDatasets(h.deps, { dryRun: true })).removed].sort()).toEqual(expected);
    expect(existsSync(scratch)).toBe(true);
    expect([...(await sweepDatasets(h.deps)).removed].sort()).toEqual(expected);
    expect(h.onDisk().uploads).toEqual(uploaded);
    expect(h.onDisk().datasets).toEqual(expect.arrayContaining([kept, young]));
    expect(existsSync(h.files(kept).raw)).toBe(true);
    expect((await sweepDatasets(h.deps)).removed).toEqual([]);
  });
});
