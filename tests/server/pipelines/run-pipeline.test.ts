import { existsSync, readFileSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { readEvents } from "../../../server/events/read-events";
import type { Worker } from "../../../server/jobs/worker";
import { archivePipeline } from "../../../server/pipelines/archive-pipeline";
import { createPipeline } from "../../../server/pipelines/create-pipeline";
import { rerunPipeline } from "../../../server/pipelines/rerun-pipeline";
import { runPipeline } from "../../../server/pipelines/run-pipeline";
import { savePipelineVersion } from "../../../server/pipelines/save-pipeline-version";
import { cancelRun } from "../../../server/runs/cancel-run";
import { runEvents } from "../../../server/runs/run-events";
import { runFolder } from "../../../server/runs/run-folder";
import { onEachDatabase } from "../../support/database";
import { documentOf, harness, system } from "./run-harness";

const workers: Worker[] = [];
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.drain(50);
});

onEachDatabase("pipeline runs", (databases) => {
  const open = async () => harness(await databases.open());

  test("a run goes from queued to succeeded with steps, counts, result and events in order", async () => {
    const h = await open();
    await h.addDataset("cars", [{ n: 0 }, { n: 1 }, { n: 2 }, { n: 3 }]);
    const pipelineId = await h.addPipeline(["type: copy", "type: sieve, key: n, filter: 1, fail: 2"], {
      dataset: "cars",
    });
    const { runId } = await runPipeline(h.deps, system, { pipelineId });
    expect(await h.deps.database.client.run.findUniqueOrThrow({ where: { id: runId } })).toMatchObject({
      status: "QUEUED",
      stepCount: 2,
    });
    workers.push(await h.worker());
    const run = await h.ended(runId);
    expect(run).toMatchObject({
      status: "SUCCEEDED",
      completedSteps: 2,
      rowsIn: 4n,
      rowsOut: 2n,
      rowsFiltered: 1n,
      rowsFailed: 1n,
      costMicros: null,
    });
    expect(run.steps).toMatchObject([
      { operation: "o0", kind: "copy", status: "SUCCEEDED", rowsIn: 4n, rowsOut: 4n },
      {
        operation: "o1",
        kind: "sieve",
        status: "SUCCEEDED",
        rowsIn: 4n,
        rowsOut: 2n,
        rowsFiltered: 1n,
        rowsFailed: 1n,
      },
    ]);
    expect(run.output?.content).toBe('{"n":0}\n{"n":3}\n');
    expect(JSON.parse(run.outputColumns ?? "")).toEqual([{ name: "n", type: "number" }]);
    const told = (await h.eventTypes(runId)).filter(
      (type) => type !== "LogAppended" && type !== "StepProgress",
    );
    expect(told).toEqual([
      "RunCreated",
      "RunQueued",
      "RunStarted",
      "StepStarted",
      "StepSucceeded",
      "StepStarted",
      "StepSucceeded",
      "RunSucceeded",
    ]);
    for (const event of await readEvents(h.deps.database.client, `run:${runId}`)) runEvents.parse(event);
    const folder = runFolder(h.deps.folder, run);
    const log = readFileSync(`${folder}.log`, "utf8");
    expect(log).toContain("[s/o1] 4 rows in, 2 out (1 filtered, 1 failed)");
    expect(log).toContain("Row 3 failed: the value is 2");
    expect(await h.deps.database.client.job.count({ where: { status: "succeeded" } })).toBe(1);
    const audit = await h.deps.database.client.auditEntry.findFirstOrThrow({
      where: { action: "run.create" },
    });
    expect(audit).toMatchObject({ resourceId: runId, outcome: "ok" });
  });

  test("a failing operation fails the run with its place, and skips the rest", async () => {
    const h = await open();
    const pipelineId = await h.addPipeline(["type: copy", 'type: fail, message: "boom"', "type: copy"]);
    workers.push(await h.worker());
    const { runId } = await runPipeline(h.deps, system, { pipelineId });
    const run = await h.ended(runId);
    expect(run).toMatchObject({ status: "FAILED", errorCode: "INTERNAL", completedSteps: 1 });
    expect(JSON.parse(run.error ?? "")).toEqual({
      code: "INTERNAL",
      message: "boom",
      step: "s",
      operation: "o1",
      line: 3,
    });
    expect(run.steps.map(({ status }) => status)).toEqual(["SUCCEEDED", "FAILED", "SKIPPED"]);
    expect((await h.eventTypes(runId)).slice(-3)).toEqual(["StepFailed", "StepSkipped", "RunFailed"]);
    expect(await h.deps.database.client.job.findFirstOrThrow()).toMatchObject({ status: "failed" });
  });

  test("a long run is seen while it runs, and stops when cancelled", async () => {
    const h = await open();
    const pipelineId = await h.addPipeline(["type: copy", "type: hang", "type: copy"]);
    workers.push(await h.worker());
    const operator = await h.member("operator");
    const { runId } = await runPipeline(h.deps, operator, { pipelineId });
    await expect
      .poll(async () => h.eventTypes(runId), { timeout: 20_000, interval: 10 })
      .toEqual(expect.arrayContaining(["StepSucceeded", "LogAppended"]));
    const live = await h.deps.database.client.run.findUniqueOrThrow({
      where: { id: runId },
      include: { steps: true },
    });
    expect(live).toMatchObject({ status: "RUNNING", completedSteps: 1 });
    expect(await cancelRun(h.deps, operator, { runId })).toEqual({ id: runId, status: "CANCELLING" });
    const run = await h.ended(runId);
    expect(run.status).toBe("CANCELLED");
    expect(run.steps.map(({ status }) => status)).toEqual(["SUCCEEDED", "CANCELLED", "SKIPPED"]);
    const events = await readEvents(h.deps.database.client, `run:${runId}`);
    const by = `user:${operator.actor.kind === "user" && operator.actor.userId}`;
    expect(events.find(({ type }) => type === "RunCancelling")?.payload).toEqual({ by });
    expect(events.at(-1)).toMatchObject({ type: "RunCancelled", payload: { by } });
    expect(await cancelRun(h.deps, operator, { runId })).toEqual({ id: runId, status: "CANCELLED" });
  });

  test("a run that waits is cancelled at once and never starts", async () => {
    const h = await open();
    const pipelineId = await h.addPipeline(["type: copy"]);
    const { runId } = await runPipeline(h.deps, system, { pipelineId });
    expect(await cancelRun(h.deps, system, { runId })).toEqual({ id: runId, status: "CANCELLED" });
    workers.push(await h.worker());
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await h.eventTypes(runId)).toEqual(["RunCreated", "RunQueued", "StepSkipped", "RunCancelled"]);
    await expect(cancelRun(h.deps, system, { runId: (await succeeded(h)).id })).rejects.toMatchObject({
      code: "ILLEGAL_TRANSITION",
    });
  });

  async function succeeded(h: Awaited<ReturnType<typeof harness>>) {
    const { runId } = await runPipeline(h.deps, system, { pipelineId: await h.addPipeline(["type: copy"]) });
    return h.ended(runId);
  }

  test("cancelled while it starts: one end, whichever comes first", async () => {
    const h = await open();
    const pipelineId = await h.addPipeline(["type: copy", "type: copy", "type: copy"]);
    workers.push(await h.worker());
    const outcomes = new Set<string>();
    for (let round = 0; round < 40; round++) {
      const { runId } = await runPipeline(h.deps, system, { pipelineId });
      if (round % 2) await new Promise((resolve) => setImmediate(resolve));
      await cancelRun(h.deps, system, { runId }).catch((error) =>
        expect(error.code).toBe("ILLEGAL_TRANSITION"),
      );
      const run = await h.ended(runId);
      outcomes.add(run.status);
      const ends = (await h.eventTypes(runId)).filter((type) =>
        /^Run(Succeeded|Failed|Cancelled)$/.test(type),
      );
      expect(ends).toEqual([run.status === "SUCCEEDED" ? "RunSucceeded" : "RunCancelled"]);
    }
    await expect
      .poll(() => h.deps.database.client.job.count({ where: { status: { in: ["ready", "running"] } } }))
      .toBe(0);
    expect(outcomes.has("CANCELLED")).toBe(true);
  });

  test("goes on after its process was killed, behind the last operation that was kept", async () => {
    const h = await open();
    await h.addDataset("cars", [{ n: 0 }, { n: 1 }]);
    const pipelineId = await h.addPipeline(["type: slow, milliseconds: 300", "type: hang"], {
      dataset: "cars",
    });
    const lost = await h.worker({ processName: "first" });
    const { runId } = await runPipeline(h.deps, system, { pipelineId });
    await expect.poll(() => h.eventTypes(runId), { timeout: 20_000 }).toContain("StepSucceeded");
    // What a killed process leaves: a running job whose lease nobody renews.
    await h.deps.database.client.job.updateMany({
      where: { subjectId: runId },
      data: { leaseUntil: new Date(0) },
    });
    const second = await h.worker({ processName: "second" });
    workers.push(lost, second);
    await expect.poll(() => h.eventTypes(runId), { timeout: 20_000 }).toContain("RunResumed");
    await cancelRun(h.deps, system, { runId });
    const run = await h.ended(runId);
    expect(run.steps).toMatchObject([
      { status: "SUCCEEDED", rowsIn: 2n, rowsOut: 2n },
      { status: "CANCELLED" },
    ]);
    const types = await h.eventTypes(runId);
    expect(types.filter((type) => type === "StepSucceeded")).toHaveLength(1);
    expect(types.filter((type) => type === "StepStarted")).toHaveLength(3);
    expect(run.rowsIn).toBe(2n);
    await expect.poll(() => existsSync(`${runFolder(h.deps.folder, run)}/scratch`)).toBe(false);
    const sequences = (await readEvents(h.deps.database.client, `run:${runId}`)).map(
      ({ sequence }) => sequence,
    );
    expect(sequences).toEqual(sequences.map((_, index) => index + 1));
  });

  test("a shutdown lets the run go on after the restart, not counted against it", async () => {
    const h = await open();
    const pipelineId = await h.addPipeline([
      "type: slow, milliseconds: 250",
      "type: slow, milliseconds: 250",
    ]);
    const first = await h.worker({ processName: "first" });
    const { runId } = await runPipeline(h.deps, system, { pipelineId });
    await expect.poll(() => h.eventTypes(runId), { timeout: 20_000 }).toContain("StepStarted");
    await first.drain(10_000);
    const between = await h.deps.database.client.run.findUniqueOrThrow({ where: { id: runId } });
    expect(between).toMatchObject({ status: "RUNNING", endedAt: null });
    expect(await h.deps.database.client.job.findFirstOrThrow()).toMatchObject({
      status: "ready",
      attempt: 0,
    });
    workers.push(await h.worker({ processName: "second" }));
    const run = await h.ended(runId);
    expect(run).toMatchObject({ status: "SUCCEEDED", completedSteps: 2 });
    expect((await h.eventTypes(runId)).filter((type) => type === "StepSucceeded")).toHaveLength(2);
    const log = readFileSync(`${runFolder(h.deps.folder, run)}.log`, "utf8");
    expect(log).toContain("shutting down");
    expect(log).toContain("Resumed");
    expect(log).toContain("kept from before");
  });

  test("trouble that is not the run's own is tried again; when it stays, the run fails and says so", async () => {
    const h = await open();
    await h.addDataset("cars", [{ n: 1 }]);
    const pipelineId = await h.addPipeline(["type: copy"], { dataset: "cars" });
    let failures = 1;
    const datasetTable = h.deps.datasetTable;
    Object.assign(h.deps, {
      datasetTable: (id: string, signal: AbortSignal) =>
        failures-- > 0 ? Promise.reject(new Error("EIO: the disk is unwell")) : datasetTable(id, signal),
    });
    workers.push(await h.worker());
    const once = await runPipeline(h.deps, system, { pipelineId });
    expect(await h.ended(once.runId)).toMatchObject({ status: "SUCCEEDED" });
    failures = 100;
    const always = await runPipeline(h.deps, system, { pipelineId });
    const run = await h.ended(always.runId);
    expect(run).toMatchObject({ status: "FAILED", errorCode: "INTERNAL" });
    expect(JSON.parse(run.error ?? "").message).toContain("the disk is unwell");
    expect(run.steps.map(({ status }) => status)).toEqual(["SKIPPED"]);
    expect(await h.deps.database.client.job.count({ where: { status: "dead" } })).toBe(1);
  });

  test("the same idempotency key gives the same run", async () => {
    const h = await open();
    const pipelineId = await h.addPipeline(["type: copy"]);
    const answers = await Promise.all(
      Array.from({ length: 5 }, () =>
        runPipeline(h.deps, system, { pipelineId, idempotencyKey: "once" }).catch((error) => error.code),
      ),
    );
    const runs = new Set(answers.filter((answer) => typeof answer === "object").map(({ runId }) => runId));
    expect(runs.size).toBe(1);
    expect(await h.deps.database.client.run.count()).toBe(1);
    const other = await h.addPipeline(["type: copy"]);
    await expect(
      runPipeline(h.deps, system, { pipelineId: other, idempotencyKey: "once" }),
    ).rejects.toMatchObject({ code: "IDEMPOTENCY_MISMATCH" });
  });

  test("reruns use the same version and datasets, and name the old run", async () => {
    const h = await open();
    const datasetId = await h.addDataset("cars", [{ n: 5 }]);
    const pipelineId = await h.addPipeline(["type: copy"], { dataset: "cars" });
    workers.push(await h.worker());
    const first = await runPipeline(h.deps, system, { pipelineId });
    await savePipelineVersion(h.deps, system, {
      pipelineId,
      document: documentOf(["type: copy", "type: copy"]),
    });
    const again = await rerunPipeline(h.deps, system, { runId: first.runId });
    const run = await h.ended(again.runId);
    expect(run).toMatchObject({
      status: "SUCCEEDED",
      trigger: "rerun",
      rerunOfId: first.runId,
      stepCount: 1,
      inputs: [{ name: "d", datasetId }],
    });
  });

  test("refuses what cannot run, saying everything that is wrong", async () => {
    const h = await open();
    const { namespaceId, deps } = h;
    const broken = await createPipeline(deps, system, {
      namespaceId,
      name: "broken",
      document: "operations: [{name: a, type: nope}]",
    });
    await expect(runPipeline(deps, system, { pipelineId: broken.pipelineId })).rejects.toMatchObject({
      code: "BAD_USER_INPUT",
      problems: [{ code: "missing-key" }, { code: "unknown-operator", line: 1, column: 30 }],
    });
    const pipelineId = await h.addPipeline(["type: copy"], { dataset: "missing" });
    await expect(runPipeline(deps, system, { pipelineId })).rejects.toMatchObject({
      code: "BAD_USER_INPUT",
      problems: [{ code: "unknown-dataset" }],
    });
    await h.addDataset("missing", [], "IMPORTING");
    await expect(runPipeline(deps, system, { pipelineId })).rejects.toMatchObject({
      problems: [{ code: "dataset-not-ready" }],
    });
    await expect(runPipeline(deps, system, { pipelineId, version: 9 })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(
      runPipeline(deps, system, { pipelineId, inputs: [{ name: "x", datasetId: "y" }] }),
    ).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
    await archivePipeline(deps, system, { pipelineId });
    await expect(runPipeline(deps, system, { pipelineId })).rejects.toMatchObject({
      code: "ILLEGAL_TRANSITION",
    });
    expect(await deps.database.client.run.count()).toBe(0);
  });

  test("roles decide, and another namespace's things are not there", async () => {
    const h = await open();
    const elsewhere = await harness(h.deps.database);
    const pipelineId = await h.addPipeline(["type: copy"]);
    const viewer = await h.member("viewer");
    const stranger = await elsewhere.member("admin");
    await expect(runPipeline(h.deps, viewer, { pipelineId })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(runPipeline(h.deps, stranger, { pipelineId })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(runPipeline(h.deps, stranger, { pipelineId: "none" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    const { runId } = await runPipeline(h.deps, await h.member("operator"), { pipelineId });
    await expect(cancelRun(h.deps, viewer, { runId })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(cancelRun(h.deps, stranger, { runId })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(rerunPipeline(h.deps, stranger, { runId })).rejects.toMatchObject({ code: "NOT_FOUND" });
    const foreign = await elsewhere.addDataset("theirs", [{ secret: 1 }]);
    const reads = await h.addPipeline(["type: copy"], { dataset: "theirs" });
    await expect(runPipeline(h.deps, system, { pipelineId: reads })).rejects.toMatchObject({
      problems: [{ code: "unknown-dataset" }],
    });
    await expect(
      runPipeline(h.deps, system, { pipelineId: reads, inputs: [{ name: "d", datasetId: foreign }] }),
    ).rejects.toMatchObject({ problems: [{ code: "unknown-dataset" }] });
  });
});
