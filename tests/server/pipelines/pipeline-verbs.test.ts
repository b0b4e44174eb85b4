import { expect, test } from "vitest";
import { searchable } from "../../../server/core/searchable";
import { archivePipeline } from "../../../server/pipelines/archive-pipeline";
import { checkPipeline } from "../../../server/pipelines/check-pipeline";
import { createPipeline } from "../../../server/pipelines/create-pipeline";
import { DOCUMENT_LIMITS } from "../../../server/pipelines/document/limits";
import { renamePipeline } from "../../../server/pipelines/rename-pipeline";
import { savePipelineVersion } from "../../../server/pipelines/save-pipeline-version";
import { onEachDatabase } from "../../support/database";
import { documentOf, harness, system } from "./run-harness";

onEachDatabase("pipelines", (databases) => {
  const open = async () => harness(await databases.open());

  test("are created with their first version, once for a key", async () => {
    const { deps, namespaceId } = await open();
    const input = { namespaceId, name: "  cars ", document: "not: yet", idempotencyKey: "k" };
    const first = await createPipeline(deps, system, input);
    expect(await createPipeline(deps, system, input)).toEqual(first);
    const row = await deps.database.client.pipeline.findUniqueOrThrow({
      where: { id: first.pipelineId },
      include: { versions: true },
    });
    expect(row).toMatchObject({
      name: "cars",
      lastVersion: 1,
      description: "",
      versions: [{ number: 1, document: "not: yet" }],
    });
    expect(await deps.database.client.auditEntry.count({ where: { action: "pipeline.create" } })).toBe(1);
  });

  test("keep every version that differs, and none that does not", async () => {
    const { deps, namespaceId } = await open();
    const { pipelineId, versionId } = await createPipeline(deps, system, {
      namespaceId,
      name: "p",
      document: "a",
    });
    expect(await savePipelineVersion(deps, system, { pipelineId, document: "a" })).toEqual({
      pipelineId,
      versionId,
      number: 1,
      created: false,
    });
    const second = await savePipelineVersion(deps, system, { pipelineId, document: "b", baseVersion: 1 });
    expect(second).toMatchObject({ number: 2, created: true });
    const third = await savePipelineVersion(deps, system, { pipelineId, document: "a", baseVersion: 2 });
    expect(third).toMatchObject({ number: 3, created: true });
    await expect(
      savePipelineVersion(deps, system, { pipelineId, document: "c", baseVersion: 2 }),
    ).rejects.toMatchObject({ code: "STALE_WRITE", details: { newest: 3 } });
    const texts = await deps.database.client.pipelineVersion.findMany({
      where: { pipelineId },
      orderBy: { number: "asc" },
    });
    expect(texts.map(({ document }) => document)).toEqual(["a", "b", "a"]);
  });

  test("are found by name and description alike on both databases, whatever the case", async () => {
    const { deps, namespaceId } = await open();
    const { pipelineId } = await createPipeline(deps, system, {
      namespaceId,
      name: "Äpfel",
      description: "100% of them",
      document: "a",
    });
    await createPipeline(deps, system, { namespaceId, name: "Birnen, 1000 of them", document: "a" });
    const find = async (text: string) => {
      const where = { searchText: { contains: searchable(text) } };
      return (await deps.database.client.pipeline.findMany({ where })).map(({ id }) => id);
    };
    expect(await find("äPFEL")).toEqual([pipelineId]);
    expect(await find("100%")).toEqual([pipelineId]);
    await renamePipeline(deps, system, { pipelineId, name: "ΩMEGA_1" });
    expect(await find("äpfel")).toEqual([]);
    expect(await find("ωmega_")).toEqual([pipelineId]);
    expect(await find("100%")).toEqual([pipelineId]);
  });

  test("saved by many at once get numbers without gap or double", async () => {
    const { deps, namespaceId } = await open();
    const { pipelineId } = await createPipeline(deps, system, { namespaceId, name: "p", document: "0" });
    const saved = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        savePipelineVersion(deps, system, { pipelineId, document: `${n + 1}` }),
      ),
    );
    expect(saved.map(({ number }) => number).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 12 }, (_, n) => n + 2),
    );
    expect(
      await deps.database.client.pipeline.findUniqueOrThrow({ where: { id: pipelineId } }),
    ).toMatchObject({ lastVersion: 13 });
  });

  test("have names of their own in a namespace, whoever comes first", async () => {
    const h = await open();
    const { deps, namespaceId } = h;
    const made = await Promise.allSettled(
      Array.from({ length: 6 }, () =>
        createPipeline(deps, system, { namespaceId, name: "same", document: "x" }),
      ),
    );
    const refused = made.flatMap((one) => (one.status === "rejected" ? [one.reason.code] : []));
    expect(refused).toEqual(Array(5).fill("ALREADY_EXISTS"));
    const elsewhere = await harness(deps.database);
    await createPipeline(deps, system, { namespaceId: elsewhere.namespaceId, name: "same", document: "x" });
    const { pipelineId } = await createPipeline(deps, system, { namespaceId, name: "other", document: "x" });
    await expect(renamePipeline(deps, system, { pipelineId, name: "same" })).rejects.toMatchObject({
      code: "ALREADY_EXISTS",
    });
    await renamePipeline(deps, system, { pipelineId, name: "other", description: "the other one" });
    await renamePipeline(deps, system, { pipelineId, name: "third" });
    expect(
      await deps.database.client.pipeline.findUniqueOrThrow({ where: { id: pipelineId } }),
    ).toMatchObject({ name: "third", description: "the other one" });
  });

  test("are put away and brought back; meanwhile nothing changes them", async () => {
    const { deps, namespaceId } = await open();
    const { pipelineId } = await createPipeline(deps, system, { namespaceId, name: "p", document: "a" });
    await archivePipeline(deps, system, { pipelineId });
    await archivePipeline(deps, system, { pipelineId });
    await expect(savePipelineVersion(deps, system, { pipelineId, document: "b" })).rejects.toMatchObject({
      code: "ILLEGAL_TRANSITION",
    });
    await archivePipeline(deps, system, { pipelineId, archived: false });
    expect(await savePipelineVersion(deps, system, { pipelineId, document: "b" })).toMatchObject({
      number: 2,
    });
    const actions = await deps.database.client.auditEntry.findMany({
      where: { resourceId: pipelineId },
      orderBy: { id: "asc" },
    });
    expect(actions.map(({ action }) => action)).toEqual([
      "pipeline.create",
      "pipeline.archive",
      "pipeline.restore",
      "pipeline.update",
    ]);
  });

  test("refuse names and texts that are none", async () => {
    const { deps, namespaceId } = await open();
    for (const [name, document] of [
      ["", "x"],
      ["a\nb", "x"],
      ["x".repeat(101), "x"],
      ["ok", "x".repeat(DOCUMENT_LIMITS.bytes + 1)],
      ["ok", "nul \u0000"],
    ] as const) {
      await expect(createPipeline(deps, system, { namespaceId, name, document })).rejects.toMatchObject({
        code: "BAD_USER_INPUT",
      });
    }
    expect(await deps.database.client.pipeline.count()).toBe(0);
  });

  test("belong to those who may: viewers read, editors write, strangers find nothing", async () => {
    const h = await open();
    const { deps, namespaceId } = h;
    const operator = await h.member("operator");
    const editor = await h.member("editor");
    const stranger = await (await harness(deps.database)).member("admin");
    await expect(
      createPipeline(deps, operator, { namespaceId, name: "p", document: "a" }),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
    const { pipelineId } = await createPipeline(deps, editor, { namespaceId, name: "p", document: "a" });
    const verbs = [
      (context: typeof system) => savePipelineVersion(deps, context, { pipelineId, document: "b" }),
      (context: typeof system) => renamePipeline(deps, context, { pipelineId, name: "q" }),
      (context: typeof system) => archivePipeline(deps, context, { pipelineId }),
    ];
    for (const verb of verbs) {
      await expect(verb(operator)).rejects.toMatchObject({ code: "FORBIDDEN" });
      await expect(verb(stranger)).rejects.toMatchObject({ code: "NOT_FOUND" });
      await verb(editor);
    }
  });

  test("are checked while they are written, against the data center too", async () => {
    const h = await open();
    const { deps, namespaceId } = h;
    const document = documentOf(["type: copy"], "cars");
    const check = () => checkPipeline(deps, system, { namespaceId, document });
    expect(await check()).toMatchObject({
      problems: [],
      warnings: [{ code: "unknown-dataset", line: 1, column: 40 }],
    });
    await h.addDataset("cars", [], "IMPORTING");
    expect(await check()).toMatchObject({ warnings: [{ code: "dataset-not-ready" }] });
    await deps.database.client.dataset.updateMany({ data: { status: "READY" } });
    expect(await check()).toEqual({
      problems: [],
      warnings: [],
      datasets: [{ name: "d", dataset: "cars" }],
      steps: [{ step: "s", operation: "o0", kind: "copy", line: 3 }],
    });
    expect(
      (await checkPipeline(deps, system, { namespaceId, document: "operations: 3" })).problems.map(
        ({ code }) => code,
      ),
    ).toEqual(["missing-key", "wrong-type"]);
  });
});
