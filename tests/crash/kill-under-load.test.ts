import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import SqliteDatabase from "better-sqlite3";
import { afterAll, describe, expect, test } from "vitest";
import { seededRandom } from "../../server/core/random";
import { readEnv } from "../../server/env";
import { openKernel } from "../../server/kernel";
import { type ApiClient, apiClient } from "../support/api-client";
import { openTestAccount } from "../support/first-account";
import { startServerProcess } from "../support/server-process";
import { createPipeline, runPipeline, uploadCsv } from "./load";

/** The gate kills 20 times; SIGNALBOX_KILLS=100 is the figure of the release notes. */
const kills = Number(process.env.SIGNALBOX_KILLS ?? 20);
const seed = Number(process.env.SIGNALBOX_SEED ?? Date.now() % 1_000_000);

describe("kill -9 under mixed load", () => {
  const dataDir = mkdtempSync(join(tmpdir(), "signalbox-crash-"));
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

  test(
    `${kills} times (seed ${seed}): nothing acknowledged is lost, no gap, runs go on`,
    async () => {
      const random = seededRandom(seed);
      const { token, namespace } = await account(dataDir);
      const acknowledged = {
        pipelines: new Set<string>(),
        runs: new Set<string>(),
        datasets: new Set<string>(),
      };
      const readyMs: number[] = [];
      let serial = 0;

      for (let kill = 0; kill < kills; kill++) {
        const server = await startServerProcess({ DATA_DIR: dataDir });
        readyMs.push(server.readyMs);
        const client = apiClient(server.address, token);
        const stop = new AbortController();
        const workers = Array.from({ length: 6 }, () =>
          load(client, namespace, acknowledged, () => `n${serial++}`, stop.signal),
        );
        await sleep(200 + random.next() * 1500);
        await server.end("SIGKILL");
        stop.abort();
        await Promise.all(workers);
        checkDatabase(dataDir);
      }

      const server = await startServerProcess({ DATA_DIR: dataDir });
      readyMs.push(server.readyMs);
      const client = apiClient(server.address, token);
      for (const id of acknowledged.pipelines) {
        const { pipeline } = await client.query<{ pipeline: { id: string } | null }>(
          `query($id: ID!) { pipeline(id: $id) { id } }`,
          { id },
        );
        expect(pipeline, `pipeline ${id}`).not.toBeNull();
      }
      await settled(client, "run", acknowledged.runs, "SUCCEEDED");
      await settled(client, "dataset", acknowledged.datasets, "READY");
      await server.end("SIGTERM");
      checkDatabase(dataDir);

      const sorted = [...readyMs].sort((a, b) => a - b);
      const p = (part: number) =>
        Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0);
      console.log(
        JSON.stringify({
          kills,
          seed,
          readyMs: { median: p(0.5), p95: p(0.95), max: p(1) },
          acknowledged: Object.fromEntries(
            Object.entries(acknowledged).map(([name, ids]) => [name, ids.size]),
          ),
        }),
      );
      expect(acknowledged.runs.size).toBeGreaterThan(kills);
      expect(p(0.5)).toBeLessThanOrEqual(3000);
    },
    30_000 + kills * 10_000,
  );
});

async function account(dataDir: string) {
  const kernel = await openKernel(readEnv({ DATA_DIR: dataDir, LOG_LEVEL: "error", CONSOLE: "false" }));
  const opened = await openTestAccount(kernel.services);
  await kernel.stop();
  return opened;
}

/** Works until the server is gone; what was answered is remembered, what was not may or may not have happened. */
async function load(
  client: ApiClient,
  namespace: string,
  acknowledged: { pipelines: Set<string>; runs: Set<string>; datasets: Set<string> },
  next: () => string,
  stop: AbortSignal,
): Promise<void> {
  while (!stop.aborted) {
    try {
      const pipelineId = await createPipeline(client, namespace, next());
      acknowledged.pipelines.add(pipelineId);
      acknowledged.runs.add(await runPipeline(client, pipelineId));
      if (acknowledged.runs.size % 4 === 0)
        acknowledged.datasets.add(await uploadCsv(client, namespace, next()));
    } catch (error) {
      // fetch's TypeError: the connection broke, the server was killed. Anything else is an answer nobody expected.
      if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error;
      await sleep(5);
    }
  }
}

async function settled(
  client: ApiClient,
  thing: "run" | "dataset",
  ids: ReadonlySet<string>,
  wanted: string,
): Promise<void> {
  const deadline = Date.now() + 120_000;
  for (const id of ids) {
    for (;;) {
      const data = await client.query<Record<string, { status: string; error: unknown } | null>>(
        `query($id: ID!) { ${thing}(id: $id) { status error { message } } }`,
        { id },
      );
      const status = data[thing]?.status;
      if (status === wanted) break;
      if (status === undefined || ["FAILED", "CANCELLED"].includes(status) || Date.now() > deadline)
        throw new Error(`${thing} ${id} is ${status}: ${JSON.stringify(data[thing]?.error)}`);
      await sleep(20);
    }
  }
}

/** Read while no process has it open: sound, and every stream counts 1, 2, 3 … up to its last number. */
function checkDatabase(dataDir: string): void {
  const database = new SqliteDatabase(join(dataDir, "signalbox.db"));
  try {
    expect(database.pragma("integrity_check", { simple: true })).toBe("ok");
    expect(database.pragma("foreign_key_check")).toEqual([]);
    const gaps = database
      .prepare(
        `SELECT s.id FROM Stream s LEFT JOIN Event e ON e.streamId = s.id GROUP BY s.id, s.last
         HAVING COUNT(e.sequence) <> s.last OR (s.last > 0 AND (MIN(e.sequence) <> 1 OR MAX(e.sequence) <> s.last))`,
      )
      .all();
    expect(gaps).toEqual([]);
    const halfDone = database
      .prepare(
        `SELECT r.id FROM Run r JOIN Job j ON j.id = r.jobId
         WHERE (r.endedAt IS NOT NULL) <> (j.endedAt IS NOT NULL)`,
      )
      .all();
    expect(halfDone).toEqual([]);
  } finally {
    database.close();
  }
}
