import { beforeAll, expect, test } from "vitest";
import { collectSubscription } from "../support/collect-subscription";
import { numbers, openWorld, slowDocument, type World } from "./api-world";

interface Shown {
  runProgress: {
    runId: string;
    status: string;
    live: boolean;
    progress: number;
    timeLeft: { low: number; high: number } | null;
    steps: { operation: string; status: string; progress: number; rowsIn: number; rowsOut: number }[];
  };
}

const follow = `subscription ($runId: ID!) { runProgress(runId: $runId) {
  runId status live progress timeLeft { low high }
  steps { operation status progress rowsIn rowsOut } } }`;

let world: World;
let pipelineId: string;

beforeAll(async () => {
  world = await openWorld();
  await world.dataset(world.ada, "rows.ndjson", numbers(3_000));
  pipelineId = await world.pipeline(world.ada, "slow", slowDocument("rows", 6_000));
});

const watch = (runId: string, enough: (shown: Shown["runProgress"]) => boolean) =>
  collectSubscription<Shown>(
    world.socket(world.ada.token),
    { query: follow, variables: { runId } },
    (results) => enough(results.at(-1)!.runProgress),
  ).then((results) => results.map(({ runProgress }) => runProgress));

test("a run is followed from waiting to its end: live, never backwards, complete only at the end", async () => {
  const { ada } = world;
  const runId = await world.run(ada, pipelineId, false);
  const seen = await watch(runId, ({ status }) => status === "SUCCEEDED");
  expect(await world.ended(ada, runId)).toBe("SUCCEEDED");
  const progress = seen.map((one) => one.progress);
  expect(progress).toEqual([...progress].sort((a, b) => a - b));
  expect(seen.filter((one) => one.progress === 1 && one.status === "RUNNING").length).toBeLessThanOrEqual(1);
  const live = seen.filter((one) => one.live);
  expect(live.length).toBeGreaterThan(3);
  const burning = live.filter(
    ({ steps }) => steps[1]!.status === "RUNNING" && steps[1]!.progress > 0 && steps[1]!.progress < 1,
  );
  expect(burning.length).toBeGreaterThan(1);
  for (const { steps, progress: whole } of burning) {
    expect(steps[0]).toMatchObject({ status: "SUCCEEDED", progress: 1, rowsIn: 3000, rowsOut: 3000 });
    expect(steps[1]!.progress).toBeCloseTo(steps[1]!.rowsOut / 3000, 5);
    expect(whole).toBeCloseTo((1 + steps[1]!.progress) / 3, 5);
  }
  expect(seen.at(-1)).toMatchObject({ runId, live: false, progress: 1, timeLeft: null });
  expect(seen.at(-1)?.steps.map(({ status }) => status)).toEqual(["SUCCEEDED", "SUCCEEDED", "SUCCEEDED"]);
});

test("a second run of the version knows from the first how long is left", async () => {
  const runId = await world.run(world.ada, pipelineId, false);
  const seen = await watch(runId, ({ steps }) => steps[1]!.status !== "PENDING");
  const { timeLeft } = seen.at(-1)!;
  expect(timeLeft?.high).toBeGreaterThan(0);
  expect(timeLeft!.low).toBeLessThanOrEqual(timeLeft!.high);
  await world.ended(world.ada, runId);
});

test("cancelled half-way, it says so, and stays where it was", async () => {
  const runId = await world.run(world.ada, pipelineId, false);
  let asked = false;
  const seen = await watch(runId, ({ status, steps }) => {
    if (!asked && steps[1]!.progress > 0) {
      asked = true;
      void world.ask(
        world.ada.token,
        "mutation ($runId: ID!) { cancelRun(runId: $runId) { errors { code } } }",
        {
          runId,
        },
      );
    }
    return status === "CANCELLED";
  });
  const last = seen.at(-1)!;
  expect(last.steps.map(({ status }) => status)).toEqual(["SUCCEEDED", "CANCELLED", "SKIPPED"]);
  expect(last.progress).toBeGreaterThanOrEqual(1 / 3);
  expect(last.progress).toBeLessThan(2 / 3);
});

test("two who follow the same run share its topic; it is gone after the end, and the metrics tell", async () => {
  const runId = await world.run(world.ada, pipelineId, false);
  const topics = async () =>
    Number((await world.send("/metrics")).text.match(/^signalbox_progress_topics (\d+)$/m)?.[1]);
  let most = 0;
  const both = await Promise.all(
    [1, 2].map(() =>
      watch(runId, ({ status }) => {
        void topics().then((count) => {
          most = Math.max(most, count);
        });
        return status === "SUCCEEDED";
      }),
    ),
  );
  for (const seen of both) expect(seen.at(-1)).toMatchObject({ progress: 1 });
  expect(most).toBe(1);
  await expect.poll(topics).toBe(0);
  const { text } = await world.send("/metrics");
  expect(Number(text.match(/^signalbox_progress_accepted_total (\d+)$/m)?.[1])).toBeGreaterThan(10);
  expect(text).toMatch(/^signalbox_progress_refused_total 0$/m);
});

test("a run that has ended is told once, from the database", async () => {
  const runId = await world.run(world.ada, pipelineId);
  const seen = await watch(runId, () => true);
  expect(seen).toEqual([expect.objectContaining({ status: "SUCCEEDED", live: false, progress: 1 })]);
});
