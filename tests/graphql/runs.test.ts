import { beforeAll, expect, test } from "vitest";
import { collectSubscription } from "../support/collect-subscription";
import { numbers, openWorld, slowDocument, type World } from "./api-world";

interface Shown {
  runEvents: { sequence: number; type: string; payload: Record<string, unknown> };
}

let world: World;
let slow: string;
/** Fails a row in ten, drops a row in three of the rest. */
let picky: string;

beforeAll(async () => {
  world = await openWorld();
  await world.dataset(world.ada, "rows.ndjson", numbers(1_500));
  await world.dataset(world.ada, "few.ndjson", numbers(30));
  slow = await world.pipeline(world.ada, "slow", slowDocument("rows", 4_000));
  picky = await world.pipeline(
    world.ada,
    "picky",
    `
datasets: {few: {type: dataset, dataset: few}}
operations:
  - {name: fail, type: code_map, code: "function transform(row) { if (row.n % 10 === 0) throw new Error('tens'); return { half: row.n / 2 }; }"}
  - {name: drop, type: code_filter, code: "function transform(row) { return row.n % 3 !== 0; }"}
pipeline: {steps: [{name: s, input: few, operations: [fail, drop]}]}
`,
  );
});

const ask = async (query: string, variables: object = {}) =>
  (await world.ask(world.ada.token, query, variables)).body;
const errors = "errors { code message }";
const watch = (runId: string, after: number, enough: (seen: Shown["runEvents"][]) => boolean) =>
  collectSubscription<Shown>(
    world.socket(world.ada.token),
    {
      query:
        "subscription ($runId: ID!, $after: Int) { runEvents(runId: $runId, after: $after) { sequence type payload } }",
      variables: { runId, after },
    },
    (results) => enough(results.map(({ runEvents }) => runEvents)),
  ).then((results) => results.map(({ runEvents }) => runEvents));
const isOver = (seen: Shown["runEvents"][]) => /^Run(Succeeded|Failed|Cancelled)$/.test(seen.at(-1)!.type);

test("a run's events come from 1 without a gap, also to who comes late or comes back", async () => {
  const runId = await world.run(world.ada, slow, false);
  const early = watch(runId, 0, isOver);
  const broken = await watch(runId, 0, (seen) => seen.length === 3);
  const resumed = await watch(runId, broken.at(-1)!.sequence, isOver);
  const seen = await early;
  expect(seen.map(({ sequence }) => sequence)).toEqual(seen.map((_, index) => index + 1));
  expect([...broken, ...resumed]).toEqual(seen);
  const late = await watch(runId, 0, isOver);
  expect(late).toEqual(seen);
  const weighty = seen.map(({ type }) => type).filter((type) => !/StepProgress|LogAppended/.test(type));
  expect(weighty).toEqual([
    "RunCreated",
    "RunQueued",
    "RunStarted",
    ...Array(3).fill(["StepStarted", "StepSucceeded"]).flat(),
    "RunSucceeded",
  ]);
  const { run } = (
    await ask("query ($runId: ID!) { run(id: $runId) { events(first: 500) { sequence type payload } } }", {
      runId,
    })
  ).data;
  expect(run.events).toEqual(seen);
});

test("a run is cancelled half-way, at once, by whoever may, and only once", async () => {
  const runId = await world.run(world.ada, slow, false);
  const cancel = `mutation ($runId: ID!) { cancelRun(runId: $runId) { run { status } ${errors} } }`;
  await watch(runId, 0, (seen) =>
    seen.some(({ type, payload }) => type === "StepStarted" && payload.position === 1),
  );
  const asked = await Promise.all([1, 2, 3].map(() => ask(cancel, { runId })));
  for (const { data } of asked)
    expect(data.cancelRun).toMatchObject({ run: { status: expect.stringMatching(/^CANCELL/) }, errors: [] });
  expect(await world.ended(world.ada, runId)).toBe("CANCELLED");
  const { run } = (
    await ask(
      "query ($runId: ID!) { run(id: $runId) { steps { status } events(first: 500) { type } error { code } } }",
      {
        runId,
      },
    )
  ).data;
  expect(run.steps.map(({ status }: { status: string }) => status)).toEqual([
    "SUCCEEDED",
    "CANCELLED",
    "SKIPPED",
  ]);
  const types = run.events.map(({ type }: { type: string }) => type);
  expect(types.filter((type: string) => /^RunCancel/.test(type))).toEqual(["RunCancelling", "RunCancelled"]);
  expect((await ask(cancel, { runId })).data.cancelRun).toMatchObject({
    run: { status: "CANCELLED" },
    errors: [],
  });
});

test("failed and dropped rows are counted, told with their reason, and the result is paged", async () => {
  const runId = await world.run(world.ada, picky);
  const { run } = (
    await ask(
      `query ($runId: ID!) { run(id: $runId) {
        status rowsIn rowsOut rowsFiltered rowsFailed outputRows
        log { text ended size nextOffset } tail: log(offset: -20) { text }
        first: result(limit: 4) { rows rowCount columns { name type } } rest: result(offset: 4) { rows offset }
        beyond: result(offset: 1000) { rows } failures { operation index reason row }
        second: failures(offset: 1, limit: 1) { index } none: failures(position: 1) { index } } }`,
      { runId },
    )
  ).data;
  expect(run).toMatchObject({
    status: "SUCCEEDED",
    rowsIn: 30,
    rowsOut: 18,
    rowsFiltered: 9,
    rowsFailed: 3,
    outputRows: 18,
  });
  expect(run.log).toMatchObject({ ended: true, nextOffset: run.log.size });
  expect(run.log.text).toContain("Row 1 failed");
  expect(run.log.text).toContain("tens");
  expect(run.log.text.endsWith(run.tail.text)).toBe(true);
  expect(run.first.rows).toEqual([1, 2, 4, 5].map((n) => ({ n, half: n / 2 })));
  expect(run.first).toMatchObject({ rowCount: 18, columns: [{ name: "n" }, { name: "half" }] });
  expect(run.rest.rows).toHaveLength(14);
  expect(run.beyond.rows).toEqual([]);
  expect(run.failures.map(({ index }: { index: number }) => index)).toEqual([0, 10, 20]);
  expect(run.failures[0]).toMatchObject({
    operation: "fail",
    reason: expect.stringContaining("tens"),
    row: { n: 0 },
  });
  expect(run.second).toEqual([{ index: 10 }]);
  expect(run.none).toEqual([]);
});

test.each(["result(limit: 0)", "result(limit: 1001)", "result(offset: -1)", "failures(limit: -1)"])(
  "%s is refused as bad input",
  async (field) => {
    const runId = await world.run(world.ada, picky);
    const selection = field.startsWith("result") ? "rowCount" : "index";
    const { errors: told } = await ask(
      `query ($runId: ID!) { run(id: $runId) { ${field} { ${selection} } } }`,
      { runId },
    );
    expect(told).toMatchObject([{ extensions: { code: "BAD_USER_INPUT" } }]);
  },
);

test("a rerun uses the same version and inputs, though the pipeline has gone on; one key makes one run", async () => {
  const runId = await world.run(world.ada, picky);
  await ask('mutation ($id: ID!) { savePipeline(id: $id, document: "a: 1") { errors { code } } }', {
    id: picky,
  });
  const rerun = `mutation ($runId: ID!, $key: String) { rerun(runId: $runId, idempotencyKey: $key) {
    run { id trigger rerunOf { id } pipelineVersion { number } inputs { name dataset { name } } } ${errors} } }`;
  const both = await Promise.all([1, 2, 3, 4].map(() => ask(rerun, { runId, key: "again" })));
  const runs = both.map(({ data }) => data.rerun.run);
  expect(new Set(runs.map(({ id }) => id)).size).toBe(1);
  expect(runs[0]).toMatchObject({
    trigger: "rerun",
    rerunOf: { id: runId },
    pipelineVersion: { number: 1 },
    inputs: [{ name: "few", dataset: { name: "few" } }],
  });
  expect(await world.ended(world.ada, runs[0].id)).toBe("SUCCEEDED");
  const faulty = await ask(
    "mutation ($id: ID!) { runPipeline(pipelineId: $id) { run { id } errors { code line column } } }",
    {
      id: picky,
    },
  );
  expect(faulty.data.runPipeline.run).toBeNull();
  expect(faulty.data.runPipeline.errors[0]).toMatchObject({
    line: expect.any(Number),
    column: expect.any(Number),
  });
});

test("a result is saved as a dataset that leads back to run and version", async () => {
  const pipelineId = await world.pipeline(world.ada, "plain", slowDocument("few", 1));
  const runId = await world.run(world.ada, pipelineId);
  const saveAs = `mutation ($runId: ID!, $key: String) { saveRunAsDataset(runId: $runId, name: "doubled", idempotencyKey: $key) {
    dataset { id } ${errors} } }`;
  const made = (await ask(saveAs, { runId, key: "save" })).data.saveRunAsDataset;
  expect(made.errors).toEqual([]);
  expect((await ask(saveAs, { runId, key: "save" })).data.saveRunAsDataset).toEqual(made);
  expect((await ask(saveAs, { runId })).data.saveRunAsDataset).toMatchObject({
    dataset: null,
    errors: [{ code: "ALREADY_EXISTS" }],
  });
  const { id } = made.dataset;
  const read = async () =>
    (
      await ask(
        `query ($id: ID!, $runId: ID!) { dataset(id: $id) { status origin rowCount rows(limit: 2) { rows }
          run { id pipelineVersion { number pipeline { name } } } } run(id: $runId) { generated { name } } }`,
        { id, runId },
      )
    ).data;
  await expect.poll(async () => (await read()).dataset.status, { timeout: 15_000 }).toBe("READY");
  expect(await read()).toMatchObject({
    dataset: {
      origin: "generated",
      rowCount: 30,
      rows: {
        rows: [
          { n: 0, twice: 0 },
          { n: 1, twice: 2 },
        ],
      },
      run: { id: runId, pipelineVersion: { number: 1, pipeline: { name: "plain" } } },
    },
    run: { generated: [{ name: "doubled" }] },
  });
});

test("a key given again with another input is refused, and nothing runs", async () => {
  const count = async () =>
    (await ask('{ runs(namespace: "ada-works", first: 100) { edges { node { id } } } }')).data.runs.edges
      .length;
  const run = `mutation ($id: ID!, $key: String) { runPipeline(pipelineId: $id, idempotencyKey: $key) { run { id } ${errors} } }`;
  const plain = await world.pipeline(world.ada, "plain too", slowDocument("few", 1));
  const first = (await ask(run, { id: plain, key: "k" })).data.runPipeline;
  const before = await count();
  expect((await ask(run, { id: plain, key: "k" })).data.runPipeline).toEqual(first);
  expect((await ask(run, { id: slow, key: "k" })).data.runPipeline).toMatchObject({
    run: null,
    errors: [{ code: "IDEMPOTENCY_MISMATCH" }],
  });
  expect(await count()).toBe(before);
  await world.ended(world.ada, first.run.id);
});
