import { afterEach, expect, test } from "vitest";
import type { Worker } from "../../../server/jobs/worker";
import { runPipeline } from "../../../server/pipelines/run-pipeline";
import { createProgressBus } from "../../../server/progress/progress-bus";
import { cancelRun } from "../../../server/runs/cancel-run";
import { LiveRuns } from "../../../server/runs/live-runs";
import { readRunProgress } from "../../../server/runs/read-run-progress";
import { readStepHistory } from "../../../server/runs/read-step-history";
import { runEvents } from "../../../server/runs/run-events";
import { onEachDatabase } from "../../support/database";
import { harness, system } from "../pipelines/run-harness";

const workers: Worker[] = [];
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.drain(50);
});

onEachDatabase("how far a run has come", (databases) => {
  async function open() {
    const h = await harness(await databases.open());
    await h.addDataset("cars", [{ n: 0 }, { n: 1 }, { n: 2 }, { n: 3 }]);
    /** Another process on the same database: it knows of no live run. */
    const elsewhere = { ...h.deps, liveRuns: new LiveRuns(createProgressBus(h.deps.clock), h.deps.logger) };
    const here = (runId: string) => readRunProgress(h.deps, runId, []);
    const there = (runId: string) => readRunProgress(elsewhere, runId, []);
    return { h, here, there };
  }

  test("a run that waits has not begun; one that succeeded is complete, wherever one asks", async () => {
    const { h, here, there } = await open();
    const pipelineId = await h.addPipeline(["type: copy", "type: sieve, key: n, filter: 1"], {
      dataset: "cars",
    });
    const { runId } = await runPipeline(h.deps, system, { pipelineId });
    for (const read of [here, there])
      expect(await read(runId)).toMatchObject({ status: "QUEUED", live: false, progress: 0 });
    workers.push(await h.worker());
    await h.ended(runId);
    await expect.poll(() => here(runId)).toMatchObject({ live: false });
    expect(await here(runId)).toEqual(await there(runId));
    expect(await there(runId)).toMatchObject({
      status: "SUCCEEDED",
      progress: 1,
      steps: [
        { progress: 1, rowsIn: 4, rowsOut: 4 },
        { progress: 1, rowsIn: 4, rowsOut: 3, rowsFiltered: 1 },
      ],
    });
  });

  test("another process tells what the worker wrote last, this one what is true now", async () => {
    const { h, here, there } = await open();
    const pipelineId = await h.addPipeline(["type: copy", "type: hang", "type: copy"], { dataset: "cars" });
    workers.push(await h.worker());
    const { runId } = await runPipeline(h.deps, system, { pipelineId });
    await expect.poll(async () => (await there(runId)).steps[1]?.status).toBe("RUNNING");
    const third = Math.floor(2 ** 20 / 3) / 2 ** 20;
    expect((await there(runId)).progress).toBeCloseTo(third, 5);
    expect(await here(runId)).toMatchObject({ status: "RUNNING", live: true });
    expect((await here(runId)).progress).toBe((await there(runId)).progress);
    await h.deps.database.transaction(async (tx) => {
      const counts = { rowsIn: 4, rowsOut: 2, rowsFiltered: 0, rowsFailed: 0 };
      const step = { position: 1, step: "s", operation: "o1", kind: "hang" };
      runEvents.append(
        tx,
        { id: runId, namespaceId: h.namespaceId },
        {
          type: "StepProgress",
          payload: { ...step, ...counts, done: 2 },
          actor: "test",
          at: new Date(),
        },
      );
    });
    expect((await there(runId)).progress).toBeCloseTo(0.5, 5);
    await cancelRun(h.deps, system, { runId });
    await h.ended(runId);
    const ended = await there(runId);
    expect(ended).toMatchObject({ status: "CANCELLED", timeLeft: null });
    expect(ended.progress).toBeCloseTo(0.5, 5);
    expect(ended.steps.map(({ status }) => status)).toEqual(["SUCCEEDED", "CANCELLED", "SKIPPED"]);
  });

  test("the time that is left is known from earlier runs of the same version only", async () => {
    const { h } = await open();
    const pipelineId = await h.addPipeline(["type: copy", "type: slow, milliseconds: 30"], {
      dataset: "cars",
    });
    const { runId } = await runPipeline(h.deps, system, { pipelineId });
    expect(await readStepHistory(h.deps.database.client, runId)).toEqual([]);
    expect(await readRunProgress(h.deps, runId, [])).toMatchObject({ timeLeft: null });
    workers.push(await h.worker());
    await h.ended(runId);
    await workers.pop()?.drain(50);
    const next = await runPipeline(h.deps, system, { pipelineId });
    const history = await readStepHistory(h.deps.database.client, next.runId);
    expect(history.map((durations) => durations.length)).toEqual([1, 1]);
    const { timeLeft } = await readRunProgress(h.deps, next.runId, history);
    expect(timeLeft?.high).toBeGreaterThanOrEqual(25);
  });

  test("no such run: NOT_FOUND", async () => {
    const { there } = await open();
    await expect(there("nothing")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
