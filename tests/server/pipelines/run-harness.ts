import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAccess } from "../../../server/accounts/access";
import type { Role } from "../../../server/accounts/permissions";
import { systemClock } from "../../../server/core/clock";
import { type Context, systemContext } from "../../../server/core/context";
import { createDataFolder } from "../../../server/core/data-folder";
import type { Database } from "../../../server/core/database";
import { AppError } from "../../../server/core/errors";
import { newId } from "../../../server/core/ids";
import { createLogger } from "../../../server/core/logger";
import { createRegistry } from "../../../server/core/registry";
import { readEvents } from "../../../server/events/read-events";
import type { JobKind } from "../../../server/jobs/job-kind";
import { createWorker, type Worker } from "../../../server/jobs/worker";
import { createPipeline } from "../../../server/pipelines/create-pipeline";
import type { PipelineDeps } from "../../../server/pipelines/pipeline-deps";
import { createPlanCache } from "../../../server/pipelines/plan-cache";
import { runPipelineJob } from "../../../server/pipelines/run-pipeline-job";
import { memoryTable } from "../../../server/pipelines/tables/memory-table";
import type { Row } from "../../../server/pipelines/tables/table";
import { createProgressBus } from "../../../server/progress/progress-bus";
import { LiveRuns } from "../../../server/runs/live-runs";
import { fakeOperators, noTools } from "./fake-operators";

export const logger = createLogger({ level: "silent" });
export const system = systemContext("test", "request-1");

export interface Harness {
  readonly deps: PipelineDeps;
  readonly namespaceId: string;
  /** Rows by dataset id, for datasets made with `addDataset`. */
  readonly datasets: Map<string, { rows: Row[] }>;
  worker(options?: { concurrency?: number; processName?: string }): Promise<Worker>;
  addDataset(name: string, rows: Row[], status?: string): Promise<string>;
  /** A pipeline of one step with the given operations (each "type: …, key: …"). */
  addPipeline(operations: string[], options?: { dataset?: string; name?: string }): Promise<string>;
  member(role: Role): Promise<Context>;
  /** Waits until the run has ended, and answers its row. */
  ended(runId: string): Promise<Awaited<ReturnType<typeof readRun>>>;
  eventTypes(runId: string): Promise<string[]>;
}

export async function harness(
  database: Database,
  dataDir = mkdtempSync(join(tmpdir(), "signalbox-runs-")),
): Promise<Harness> {
  const clock = systemClock;
  const namespaceId = newId();
  const now = clock.now();
  await database.client.namespace.create({
    data: { id: namespaceId, slug: namespaceId, name: "Test", createdAt: now, updatedAt: now },
  });
  const datasets: Harness["datasets"] = new Map();
  const deps: PipelineDeps = {
    database,
    clock,
    access: createAccess(database, clock),
    folder: createDataFolder(dataDir),
    operators: fakeOperators,
    sandbox: noTools.sandbox,
    sql: () => Promise.reject(new Error("no SQL in this test")),
    plans: createPlanCache(),
    liveRuns: new LiveRuns(createProgressBus(clock), createLogger({ level: "silent" })),
    logger,
    async datasetTable(datasetId) {
      const found = datasets.get(datasetId);
      if (!found) throw new AppError("NOT_FOUND", `No dataset "${datasetId}" here.`);
      return memoryTable(found.rows);
    },
  };
  return {
    deps,
    namespaceId,
    datasets,
    async worker({ concurrency = 8, processName } = {}) {
      const kinds = createRegistry<JobKind>("job kind", [runPipelineJob(deps) as JobKind]);
      const worker = createWorker({ database, logger }, { kinds, concurrency, processName });
      await worker.start();
      return worker;
    },
    async addDataset(name, rows, status = "READY") {
      const id = newId();
      const contentHash = `hash of ${id}`;
      datasets.set(id, { rows });
      await database.client.dataset.create({
        data: {
          id,
          namespaceId,
          name,
          searchText: name,
          origin: "uploaded",
          status,
          format: "json",
          options: "{}",
          contentHash,
          createdAt: now,
          updatedAt: now,
        },
      });
      return id;
    },
    async addPipeline(operations, { dataset, name = newId() } = {}) {
      const document = documentOf(operations, dataset);
      const { pipelineId } = await createPipeline(deps, system, { namespaceId, name, document });
      return pipelineId;
    },
    async member(role) {
      const userId = newId();
      const sessionId = newId();
      await database.client.user.create({
        data: {
          id: userId,
          name: userId,
          loginName: userId,
          passwordHash: "",
          createdAt: now,
          updatedAt: now,
        },
      });
      const expiresAt = new Date(now.getTime() + 3_600_000);
      await database.client.session.create({
        data: { id: sessionId, userId, createdAt: now, lastSeenAt: now, expiresAt },
      });
      await database.client.member.create({
        data: { namespaceId, userId, role, createdAt: now, updatedAt: now },
      });
      const actor = { kind: "user", userId, sessionId, instanceAdmin: false } as const;
      return { actor, requestId: newId(), ip: "192.0.2.1", userAgent: "test" };
    },
    async ended(runId) {
      for (let tries = 0; tries < 2_000; tries++) {
        const run = await readRun(database, runId);
        if (run.endedAt) return run;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      throw new Error(`The run did not end: ${JSON.stringify((await readRun(database, runId)).status)}`);
    },
    eventTypes: async (runId) => (await readEvents(database.client, `run:${runId}`)).map(({ type }) => type),
  };
}

const readRun = (database: Database, id: string) =>
  database.client.run.findUniqueOrThrow({
    where: { id },
    include: { steps: { orderBy: { position: "asc" } }, inputs: true, output: true },
  });

export function documentOf(operations: string[], dataset?: string): string {
  const names = operations.map((_, index) => `o${index}`);
  const datasets = dataset ? `datasets: {d: {type: dataset, dataset: ${dataset}}}\n` : "";
  const list = operations.map((operation, index) => `  - {name: o${index}, ${operation}}`).join("\n");
  const input = dataset ? "input: d, " : "";
  return `${datasets}operations:\n${list}\npipeline: {steps: [{name: s, ${input}operations: [${names.join(", ")}]}]}\n`;
}
