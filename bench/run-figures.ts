import { join } from "node:path";
import { createExecutor } from "../graphql/execute";
import { encodeId, rowId } from "../graphql/ids";
import { systemContext } from "../server/core/context";
import { newId } from "../server/core/ids";
import { readEnv } from "../server/env";
import { eventsAppended } from "../server/events/event-rows";
import { type Kernel, openKernel } from "../server/kernel";
import { createPipeline } from "../server/pipelines/create-pipeline";
import { callsPerSecond, durations, percentile, rawCommitsPerSecond } from "./many-calls";
import type { Report } from "./report";

const system = systemContext("bench", "bench");
const fibonacci = "function fibo(n) { return n < 2 ? n : fibo(n - 1) + fibo(n - 2); }";

/** Whole runs: from the GraphQL mutation, executed in process, to the run's last event. */
export async function measureRuns(report: Report, folder: string): Promise<void> {
  const dataDir = join(folder, "data");
  const kernel = await openKernel(
    readEnv({
      ...process.env,
      WORKER_CONCURRENCY: "64",
      DATA_DIR: dataDir,
      LOG_LEVEL: "error",
      CONSOLE: "false",
    }),
  );
  await kernel.start();
  const runs = await openRuns(kernel);
  await measureNoOps(report, folder, runs);
  await measureFibonacci(report, kernel, runs);
  await kernel.stop();
}

async function measureNoOps(report: Report, folder: string, runs: Runs): Promise<void> {
  const pipelineId = await runs.addPipeline(
    [1, 2, 3].map((n) => ({ name: `pass${n}`, type: "sample", method: "first", samples: 1 })),
  );
  await callsPerSecond(() => runs.runOne(pipelineId), 500, 32);
  const rawMs = 1_000 / rawCommitsPerSecond(folder);
  const taken = await durations(() => runs.runOne(pipelineId), 200);
  report({
    name: "jobs.three-step no-op run, mutation to finished, median",
    value: percentile(taken, 0.5),
    unit: "ms",
    target: 10,
    better: "lower",
    reference: { p99: percentile(taken, 0.99), "one durable commit, raw": rawMs },
  });
  report({
    name: "jobs.three-step no-op runs, 64 at a time",
    value: await callsPerSecond(() => runs.runOne(pipelineId), 3_000, 64),
    unit: "runs/s",
    target: 500,
    better: "higher",
    reference: { "durable commits/s, raw": 1_000 / rawMs },
  });
}

/** The public comparison of workflow engines: forty short tasks, and ten long ones. */
async function measureFibonacci(report: Report, kernel: Kernel, runs: Runs): Promise<void> {
  const steps = (count: number, n: number) =>
    Array.from({ length: count }, (_, at) => ({
      name: `fibo${at}`,
      type: "code_map",
      code: `${fibonacci} function transform() { return { fibo: fibo(${n}) }; }`,
    }));
  const short = await runs.addPipeline(steps(40, 10));
  await runs.runOne(short);
  const taken = await durations(() => runs.runOne(short), 9);
  report({
    name: "jobs.40 × fibo(10) as one sequential run",
    value: percentile(taken, 0.5) / 1_000,
    unit: "s",
    target: 0.5,
    better: "lower",
  });

  const long = await runs.addPipeline(steps(10, 33));
  const bareMs: number[] = [];
  const runMs: number[] = [];
  // By turns, and the best of each: what else the machine does must not weigh on one side alone.
  for (let round = 0; round < 3; round++) {
    bareMs.push(await bareSandbox(kernel, 10, 33));
    runMs.push(...(await durations(() => runs.runOne(long), 1)));
  }
  const [run, bare] = [Math.min(...runMs), Math.min(...bareMs)];
  report({
    name: "jobs.10 × fibo(33) as one sequential run, against the same code in the bare sandbox",
    value: run / bare,
    unit: "×",
    target: 1.1,
    better: "lower",
    reference: { "run, s": run / 1_000, "bare, s": bare / 1_000 },
  });
}

async function bareSandbox({ services }: Kernel, count: number, n: number): Promise<number> {
  const code = `${fibonacci} function transform() { return { fibo: fibo(${n}) }; }`;
  const session = await services.pipelines.sandbox.open({ code, entry: "transform" });
  const start = performance.now();
  for (let at = 0; at < count; at++) await session.call([{}]);
  session.close();
  return performance.now() - start;
}

type Runs = Awaited<ReturnType<typeof openRuns>>;

/** A namespace of its own, and a way to run a pipeline and to wait for its end. */
async function openRuns({ services, graphql }: Kernel) {
  const { database, pipelines } = services;
  const namespaceId = newId();
  const at = { createdAt: new Date(), updatedAt: new Date() };
  await database.client.namespace.create({ data: { id: namespaceId, slug: "bench", name: "Bench", ...at } });
  const execute = createExecutor(graphql.schema);
  const ended = new Map<string, string>();
  const waiting = new Map<string, (type: string) => void>();
  database.on(eventsAppended, (streams) => {
    for (const { streamId, events } of streams) {
      const last = events.at(-1)?.type ?? "";
      if (!["RunSucceeded", "RunFailed", "RunCancelled"].includes(last)) continue;
      const resolve = waiting.get(streamId);
      if (resolve) resolve(last);
      else ended.set(streamId, last);
    }
  });
  const end = (runId: string) =>
    new Promise<string>((resolve) => {
      const known = ended.get(`run:${runId}`);
      if (known) resolve(known);
      else waiting.set(`run:${runId}`, resolve);
    });
  return {
    /** A pipeline of one step with these operations, which begins with one empty row. */
    async addPipeline(operations: readonly { name: string }[]): Promise<string> {
      const steps = [{ name: "all", operations: operations.map(({ name }) => name) }];
      const document = JSON.stringify({ operations, pipeline: { steps } });
      const { pipelineId } = await createPipeline(pipelines, system, {
        namespaceId,
        name: newId(),
        document,
      });
      return pipelineId;
    },
    async runOne(pipelineId: string): Promise<void> {
      const result = await execute(
        {
          query:
            "mutation ($id: ID!) { runPipeline(pipelineId: $id) { run { id status } errors { message } } }",
          variables: { id: encodeId("Pipeline", pipelineId) },
        },
        { request: system, services },
      );
      const answer = result.data?.runPipeline as { run: { id: string } | null } | undefined;
      if (!answer?.run) throw new Error(JSON.stringify(result));
      const runId = rowId("Run", answer.run.id);
      const type = await end(runId);
      waiting.delete(`run:${runId}`);
      ended.delete(`run:${runId}`);
      if (type !== "RunSucceeded") throw new Error(`The run ended with ${type}.`);
    },
  };
}
