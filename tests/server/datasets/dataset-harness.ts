import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll } from "vitest";
import { createAccess } from "../../../server/accounts/access";
import type { Role } from "../../../server/accounts/permissions";
import { systemClock } from "../../../server/core/clock";
import { type Context, systemContext } from "../../../server/core/context";
import type { Database } from "../../../server/core/database";
import { newId } from "../../../server/core/ids";
import { createLogger } from "../../../server/core/logger";
import { createRegistry } from "../../../server/core/registry";
import { type CreateDataset, createDataset } from "../../../server/datasets/create-dataset";
import { datasetFiles } from "../../../server/datasets/dataset-files";
import { importDatasetJob } from "../../../server/datasets/import-dataset-job";
import type { ImportLimits } from "../../../server/datasets/import-limits";
import { type Datasets, openDatasets } from "../../../server/datasets/open-datasets";
import { receiveUpload } from "../../../server/datasets/uploads/receive-upload";
import { readEvents } from "../../../server/events/read-events";
import type { JobKind } from "../../../server/jobs/job-kind";
import { createWorker, type Worker } from "../../../server/jobs/worker";

const logger = createLogger({ level: "silent" });
export const system = systemContext("test", "request-1");

export interface DatasetHarness {
  readonly deps: Datasets;
  readonly namespaceId: string;
  worker(processName?: string): Promise<Worker>;
  upload(content: string | Uint8Array, fileName?: string, context?: Context): Promise<string>;
  /** Uploads and creates; the import begins when a worker runs. */
  create(
    content: string | Uint8Array,
    input?: Partial<CreateDataset> & { fileName?: string },
  ): Promise<string>;
  /** Waits until the dataset's status is one of these. */
  reached(datasetId: string, ...statuses: string[]): Promise<NonNullable<Awaited<ReturnType<typeof row>>>>;
  row(datasetId: string): ReturnType<typeof row>;
  events(datasetId: string): Promise<string[]>;
  member(role: Role): Promise<Context>;
  files(datasetId: string): ReturnType<typeof datasetFiles>;
  /** Names of the folders of datasets and of uploads on the disk. */
  onDisk(): { datasets: string[]; uploads: string[] };
}

const row = (database: Database, id: string) =>
  database.client.dataset.findUnique({ where: { id }, include: { tags: true } });

export async function datasetHarness(
  database: Database,
  limits: Partial<ImportLimits> = {},
): Promise<DatasetHarness> {
  const clock = systemClock;
  const dataDir = mkdtempSync(join(tmpdir(), "signalbox-datasets-"));
  const namespaceId = newId();
  const now = clock.now();
  await database.client.namespace.create({
    data: { id: namespaceId, slug: `n-${namespaceId}`, name: "Test", createdAt: now, updatedAt: now },
  });
  const access = createAccess(database, clock);
  const deps = await openDatasets(
    { database, clock, access, logger },
    { dataDir, limits: { threads: 1, ...limits } },
  );
  const workers: Worker[] = [];
  afterAll(async () => {
    for (const worker of workers) await worker.drain(0);
    deps.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const list = (folder: string) => (existsSync(folder) ? readdirSync(folder) : []);
  const harness: DatasetHarness = {
    deps,
    namespaceId,
    async worker(processName) {
      const kinds = createRegistry<JobKind>("job kind", [importDatasetJob(deps) as JobKind]);
      const worker = createWorker({ database, logger }, { kinds, concurrency: 2, processName, pollMs: 50 });
      workers.push(worker);
      await worker.start();
      return worker;
    },
    async upload(content, fileName = "data.csv", context = system) {
      const body = Readable.from([Buffer.from(content)]);
      return (await receiveUpload(deps, context, { namespaceId, fileName, body })).id;
    },
    async create(content, { fileName, ...input } = {}) {
      const uploadId = await harness.upload(content, fileName);
      return (await createDataset(deps, system, { namespaceId, uploadId, ...input })).datasetId;
    },
    async reached(datasetId, ...statuses) {
      for (let tries = 0; tries < 3_000; tries++) {
        const found = await row(database, datasetId);
        if (found && statuses.includes(found.status)) return found;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      throw new Error(
        `It never became ${statuses.join(" or ")}: ${JSON.stringify((await row(database, datasetId))?.status)}`,
      );
    },
    row: (datasetId) => row(database, datasetId),
    events: async (datasetId) =>
      (await readEvents(database.client, `dataset:${datasetId}`)).map(({ type }) => type),
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
      await database.client.session.create({
        data: {
          id: sessionId,
          userId,
          createdAt: now,
          lastSeenAt: now,
          expiresAt: new Date(now.getTime() + 3_600_000),
        },
      });
      await database.client.member.create({
        data: { namespaceId, userId, role, createdAt: now, updatedAt: now },
      });
      const actor = { kind: "user", userId, sessionId, instanceAdmin: false } as const;
      return { actor, requestId: newId(), ip: "192.0.2.1", userAgent: "test" };
    },
    files: (id) => datasetFiles(deps.folder, { id, namespaceId }),
    onDisk: () => ({
      datasets: list(deps.folder.collection(namespaceId, "datasets")),
      uploads: list(deps.folder.collection(namespaceId, "uploads")),
    }),
  };
  return harness;
}
