import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { createLogger } from "../../../server/core/logger";
import { VirtualClock } from "../../../server/core/virtual-clock";
import { JobInterrupted } from "../../../server/jobs/interruption";
import { createProgressBus, type ProgressBus } from "../../../server/progress/progress-bus";
import { weightedProgress } from "../../../server/progress/weighted-progress";
import { noCounts, type StepCounts } from "../../../server/runs/ledger-step";
import type { LiveRun } from "../../../server/runs/live-run";
import { LiveRuns } from "../../../server/runs/live-runs";
import { noFacts, RunLedger } from "../../../server/runs/run-ledger";
import { stepProgress } from "../../../server/runs/run-progress";

const cost = { costMicros: null, tokensIn: 0, tokensOut: 0 };
const rows = (rowsIn: number, rowsOut = 0): StepCounts => ({ ...noCounts, rowsIn, rowsOut });
let clock: VirtualClock;
let bus: ProgressBus;
let runs: LiveRuns;

beforeEach(() => {
  clock = new VirtualClock();
  bus = createProgressBus(clock);
  runs = new LiveRuns(bus, createLogger({ level: "silent" }));
});

function begin(operations = 3, id = "run-1") {
  const steps = Array.from({ length: operations }, (_, position) => ({
    ...noCounts,
    position,
    step: "s",
    operation: `o${position}`,
    kind: "copy",
    status: "PENDING" as const,
    startedAt: null,
    endedAt: null,
    durationMillis: null,
    error: null,
    costMicros: null,
  }));
  const now = () => clock.now();
  const ledger = new RunLedger({ id, namespaceId: "n", facts: noFacts, steps, actor: "test", now });
  const abort = new AbortController();
  const live = runs.begin(ledger, abort.signal);
  const tell = {
    start(position: number, rowsIn: number) {
      ledger.startStep(position, rowsIn);
      live.changed(position);
    },
    progress(position: number, counts: StepCounts, done: number) {
      ledger.progress(position, counts, done);
      live.progressed(position, done);
    },
    finish(position: number, counts: StepCounts) {
      ledger.finishStep(position, counts, cost);
      live.changed(position);
    },
  };
  ledger.start(1);
  return { ledger, live, tell, abort };
}

const statuses = async (live: LiveRun) => (await live.read())?.steps.map(({ status }) => status);

describe("a run that nobody watches", () => {
  test("opens no topic", () => {
    const { live, tell } = begin();
    tell.start(0, 10);
    tell.progress(0, rows(10, 5), 5);
    tell.finish(0, rows(10, 10));
    live.ended("CANCELLED");
    runs.end(live);
    expect(bus.figures()).toMatchObject({ topics: 0, accepted: 0, refused: 0 });
    expect(runs.find("run-1")).toBeNull();
  });
});

describe("a run that is watched", () => {
  test("who comes late sees all that was, and then each change", async () => {
    const { live, tell } = begin(2);
    tell.start(0, 10);
    tell.finish(0, rows(10, 8));
    tell.start(1, 8);
    tell.progress(1, rows(8, 3), 4);
    expect(await live.read()).toMatchObject({
      status: "RUNNING",
      progress: 0.75,
      steps: [
        { operation: "o0", status: "SUCCEEDED", progress: 1, rowsIn: 10, rowsOut: 8 },
        { operation: "o1", status: "RUNNING", progress: 0.5, rowsIn: 8, rowsOut: 3 },
      ],
    });
    let told = 0;
    const stop = live.follow(() => told++);
    await clock.advance(20);
    const before = told;
    for (let done = 5; done <= 8; done++) tell.progress(1, rows(8, done), done);
    await clock.advance(20);
    expect(told).toBe(before + 1);
    const state = await live.read();
    expect(state?.steps[1]?.progress).toBeLessThan(1);
    expect(state?.progress).toBeLessThan(1);
    tell.finish(1, rows(8, 8));
    expect(await live.read()).toMatchObject({ progress: 1 });
    stop();
    tell.progress(1, rows(8, 8), 8);
    await clock.advance(20);
    expect(told).toBe(before + 1);
    expect(bus.figures()).toMatchObject({ topics: 1, refused: 0 });
  });

  test("what was under way or not begun ends with the run, as barriers that nobody can miss", async () => {
    const { live, tell } = begin(3);
    tell.start(0, 1);
    tell.finish(0, rows(1, 1));
    tell.start(1, 4);
    await live.read();
    const updates = bus.find("run:run-1")!.follow();
    await updates.next();
    tell.progress(1, rows(4, 1), 1);
    live.ended("FAILED");
    runs.end(live);
    await clock.advance(20);
    const entries = [];
    for await (const { changes } of updates) entries.push(...changes);
    expect(
      entries.filter(({ kind }) => kind === "terminal").map(({ subject, value }) => [subject, value]),
    ).toEqual([
      [2, "FAILED"],
      [3, "SKIPPED"],
      [0, "FAILED"],
    ]);
    expect(await live.read()).toBeNull();
    expect(runs.find("run-1")).toBeNull();
    await expect.poll(() => bus.figures().topics).toBe(0);
  });

  test("is cancelling as soon as its job is asked to stop", async () => {
    const { live, abort } = begin();
    await live.read();
    abort.abort(new JobInterrupted("cancel"));
    expect(await live.read()).toMatchObject({ status: "CANCELLING" });
  });

  test("the last word reaches who follows, also when the run ended before the topic was open", async () => {
    const { live } = begin();
    let told = 0;
    live.follow(() => told++);
    live.ended("CANCELLED");
    runs.end(live);
    await expect.poll(() => told).toBeGreaterThan(0);
    await expect.poll(() => bus.figures().topics).toBe(0);
  });

  test("another attempt takes the name over from the one before", async () => {
    const first = begin();
    await first.live.read();
    const second = begin();
    expect(await second.live.read()).toMatchObject({ status: "RUNNING" });
    runs.end(first.live);
    expect(runs.find("run-1")).toBe(second.live);
    expect(await statuses(second.live)).toEqual(["PENDING", "PENDING", "PENDING"]);
    expect(bus.figures().topics).toBe(1);
  });

  test("what a closed bus refuses to open is told to who reads, and breaks nothing", async () => {
    const { live, tell } = begin();
    await bus.close();
    let told = 0;
    live.follow(() => told++);
    expect(await live.read()).toBeNull();
    tell.start(0, 1);
    expect(told).toBe(1);
  });
});

test("at every moment the run is exactly what its operations add up to, and never goes back", async () => {
  const sizes = fc.array(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 6 }), {
    minLength: 1,
    maxLength: 9,
  });
  await fc.assert(
    fc.asyncProperty(sizes, fc.nat(20), async (operations, watchedAfter) => {
      runs = new LiveRuns(createProgressBus(clock), createLogger({ level: "silent" }));
      const { live, ledger, tell } = begin(operations.length);
      const done = operations.map(() => 0);
      let before = 0;
      let moments = 0;
      const check = async () => {
        if (moments++ < watchedAfter) return;
        const parts = ledger.steps.map(({ status, rowsIn }, at) => ({
          weight: 1,
          progress: stepProgress(status, done[at]!, rowsIn),
        }));
        const state = await live.read();
        expect(state!.progress).toBe(weightedProgress(parts));
        expect(state!.progress).toBeGreaterThanOrEqual(before);
        expect(state!.progress === 1).toBe(parts.every(({ progress }) => progress === 1));
        before = state!.progress;
      };
      for (const [position, batches] of operations.entries()) {
        const total = batches.reduce((sum, one) => sum + one, 0);
        tell.start(position, total);
        for (const batch of batches) {
          done[position]! += batch;
          tell.progress(position, rows(total, done[position]), done[position]!);
          await check();
        }
        tell.finish(position, rows(total, total));
        await check();
      }
      runs.end(live);
    }),
    { numRuns: 60 },
  );
});
