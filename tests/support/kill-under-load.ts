import assert from "node:assert/strict";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import SqliteDatabase from "better-sqlite3";
import { seededRandom } from "../../server/core/random";
import { readEnv } from "../../server/env";
import { openKernel } from "../../server/kernel";
import { type ApiClient, apiClient } from "./api-client";
import { createPipeline, runPipeline, uploadCsv } from "./crash-load";
import { openTestAccount } from "./first-account";
import { startServerProcess } from "./server-process";

export interface KillFigures {
  readonly kills: number;
  /** From the start of each process to its first answer, in milliseconds. */
  readonly readyMs: readonly number[];
  readonly acknowledged: { readonly pipelines: number; readonly runs: number; readonly datasets: number };
}

interface Acknowledged {
  readonly pipelines: Set<string>;
  readonly runs: Set<string>;
  readonly datasets: Set<string>;
}

const clients = 6;

/**
 * Starts the compiled server, works with it from several clients, kills it (SIGKILL) at a random moment, again and
 * again on the same data. After each kill the database must be sound and without a gap; at the end everything that was
 * acknowledged must be there, and every run and import must have come to its end.
 * @throws an AssertionError that says what does not hold
 */
export async function killUnderLoad(options: {
  kills: number;
  seed: number;
  dataDir: string;
}): Promise<KillFigures> {
  const { kills, seed, dataDir } = options;
  const random = seededRandom(seed);
  const { token, namespace } = await openAccount(dataDir);
  const acknowledged: Acknowledged = { pipelines: new Set(), runs: new Set(), datasets: new Set() };
  const readyMs: number[] = [];
  let serial = 0;

  for (let kill = 0; kill < kills; kill++) {
    const server = await startServerProcess({ DATA_DIR: dataDir });
    readyMs.push(server.readyMs);
    const client = apiClient(server.address, token);
    const stop = new AbortController();
    const next = () => `n${serial++}`;
    const working = Array.from({ length: clients }, () =>
      work(client, namespace, acknowledged, next, stop.signal),
    );
    await sleep(100 + random.next() * 1_400);
    await server.end("SIGKILL");
    stop.abort();
    await Promise.all(working);
    checkDatabase(dataDir);
  }

  const server = await startServerProcess({ DATA_DIR: dataDir });
  readyMs.push(server.readyMs);
  const client = apiClient(server.address, token);
  await everyPipelineIsThere(client, acknowledged.pipelines);
  await settled(client, "run", acknowledged.runs, "SUCCEEDED");
  await settled(client, "dataset", acknowledged.datasets, "READY");
  await server.end("SIGTERM");
  checkDatabase(dataDir);
  const { pipelines, runs, datasets } = acknowledged;
  return {
    kills,
    readyMs,
    acknowledged: { pipelines: pipelines.size, runs: runs.size, datasets: datasets.size },
  };
}

async function openAccount(dataDir: string) {
  const kernel = await openKernel(readEnv({ DATA_DIR: dataDir, LOG_LEVEL: "error", CONSOLE: "false" }));
  const account = await openTestAccount(kernel.services);
  await kernel.stop();
  return account;
}

/** Works until the server is gone; what was answered is remembered, what was not may or may not have happened. */
async function work(
  client: ApiClient,
  namespace: string,
  acknowledged: Acknowledged,
  next: () => string,
  stop: AbortSignal,
): Promise<void> {
  for (let round = 0; !stop.aborted; round++) {
    try {
      const pipelineId = await createPipeline(client, namespace, next());
      acknowledged.pipelines.add(pipelineId);
      acknowledged.runs.add(await runPipeline(client, pipelineId));
      if (round % 3 === 0) acknowledged.datasets.add(await uploadCsv(client, namespace, next()));
    } catch (error) {
      // fetch's TypeError, or a cut answer: the server was killed. Anything else is an answer nobody expected.
      if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error;
      await sleep(5);
    }
  }
}

async function everyPipelineIsThere(client: ApiClient, ids: ReadonlySet<string>): Promise<void> {
  for (const id of ids) {
    const { pipeline } = await client.query<{ pipeline: unknown }>(
      `query($id: ID!) { pipeline(id: $id) { id } }`,
      { id },
    );
    assert.ok(pipeline, `The pipeline ${id} was acknowledged and is gone.`);
  }
}

async function settled(
  client: ApiClient,
  thing: "run" | "dataset",
  ids: ReadonlySet<string>,
  wanted: string,
) {
  const deadline = Date.now() + 300_000;
  for (const id of ids) {
    for (;;) {
      const data = await client.query<
        Record<string, { status: string; error: { message: string } | null } | null>
      >(`query($id: ID!) { ${thing}(id: $id) { status error { message } } }`, { id });
      const found = data[thing];
      if (found?.status === wanted) break;
      assert.ok(found, `The ${thing} ${id} was acknowledged and is gone.`);
      assert.ok(
        !["FAILED", "CANCELLED"].includes(found.status),
        `${thing} ${id} is ${found.status}: ${found.error?.message}`,
      );
      assert.ok(Date.now() < deadline, `${thing} ${id} is still ${found.status}.`);
      await sleep(20);
    }
  }
}

/** Read while no process has it open: sound, every stream counts 1, 2, 3 … to its last, no run ended without its job. */
function checkDatabase(dataDir: string): void {
  const database = new SqliteDatabase(join(dataDir, "signalbox.db"));
  try {
    assert.equal(database.pragma("integrity_check", { simple: true }), "ok");
    assert.deepEqual(database.pragma("foreign_key_check"), []);
    const gaps = database.prepare(
      `SELECT s.id FROM Stream s LEFT JOIN Event e ON e.streamId = s.id GROUP BY s.id, s.last
       HAVING COUNT(e.sequence) <> s.last OR (s.last > 0 AND (MIN(e.sequence) <> 1 OR MAX(e.sequence) <> s.last))`,
    );
    assert.deepEqual(gaps.all(), [], "Streams with a gap.");
    const halfDone = database.prepare(
      `SELECT r.id FROM Run r JOIN Job j ON j.id = r.jobId WHERE (r.endedAt IS NOT NULL) <> (j.endedAt IS NOT NULL)`,
    );
    assert.deepEqual(halfDone.all(), [], "Runs that ended without their job, or jobs without their run.");
  } finally {
    database.close();
  }
}
