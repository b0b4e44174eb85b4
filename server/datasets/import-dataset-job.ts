import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { moveIntoPlace } from "../core/durable-file";
import { AppError, isAppError } from "../core/errors";
import type { JobKind, RunningJob } from "../jobs/job-kind";
import { changeDataset } from "./change-dataset";
import type { DatasetDeps } from "./dataset-deps";
import { datasetEvents } from "./dataset-events";
import { type DatasetFiles, type DatasetKey, datasetFiles, scratchPrefix } from "./dataset-files";
import { datasetMachine, type ImportError } from "./dataset-machine";
import { endImport } from "./end-import";
import type { ImportResult } from "./engine/import-task";
import {
  IMPORT_ACTOR,
  type ImportDatasetPayload,
  importDatasetJobKind,
  importDatasetPayload,
} from "./import-dataset-payload";
import { reportProgress } from "./report-progress";

/**
 * The job that reads a dataset's raw file into its table. It keeps nothing between two starts: one that was cut off is
 * started over, in a scratch folder of its own.
 */
export function importDatasetJob(deps: DatasetDeps): JobKind<ImportDatasetPayload> {
  return {
    kind: importDatasetJobKind,
    payload: importDatasetPayload,
    maxAttempts: 3,
    backoff: { baseMs: 1_000, capMs: 60_000 },
    leaseMs: 30_000,
    run: (job) => importDataset(deps, job),
    async onAbandoned(tx, { id, subjectId, outcome }) {
      const now = deps.clock.now();
      if (outcome === "cancelled")
        return endImport(tx, { id: subjectId, jobId: id, now, end: { kind: "cancelled", by: null } });
      // What went wrong is in the log and with the job; it is not for the person who uploaded.
      const error = {
        code: "INTERNAL",
        message: "The file could not be read, for a reason on our side. Try again later.",
      };
      return endImport(tx, { id: subjectId, jobId: id, now, end: { kind: "failed", error } });
    },
  };
}

async function importDataset(deps: DatasetDeps, job: RunningJob<ImportDatasetPayload>): Promise<void> {
  const dataset = await deps.database.client.dataset.findUnique({ where: { id: job.payload.datasetId } });
  // Deleted, or imported anew by a later job.
  if (!dataset || dataset.jobId !== job.id) return;
  const status = datasetMachine.parseState(dataset.status);
  if (status !== "PENDING" && status !== "IMPORTING") return;
  await begin(deps, job, dataset, status);
  const files = datasetFiles(deps.folder, dataset);
  const scratchFolder = files.scratch(job.fence);
  await removeScratch(files);
  await mkdir(scratchFolder, { recursive: true });
  try {
    const result = await deps.pool.run(
      {
        kind: "import",
        format: dataset.format,
        options: JSON.parse(dataset.options),
        rawFile: files.raw,
        scratchFolder,
        limits: deps.limits,
      },
      { signal: job.signal, onProgress: reportProgress(deps, job, dataset) },
    );
    // Whoever has lost the lease must not put its table in the place of a later start's.
    await job.write(async () => {});
    await publish(files, result);
    await job.complete((tx) =>
      endImport(tx, {
        id: dataset.id,
        jobId: job.id,
        now: deps.clock.now(),
        end: { kind: "succeeded", found: result },
      }),
    );
  } catch (error) {
    const failure = failureOf(error);
    if (job.signal.aborted || !failure) throw error;
    await job.complete(
      (tx) =>
        endImport(tx, {
          id: dataset.id,
          jobId: job.id,
          now: deps.clock.now(),
          end: { kind: "failed", error: failure },
        }),
      { outcome: "failed", error: failure },
    );
  } finally {
    await rm(scratchFolder, { recursive: true, force: true });
  }
}

async function begin(
  deps: DatasetDeps,
  job: RunningJob<ImportDatasetPayload>,
  dataset: DatasetKey,
  status: "PENDING" | "IMPORTING",
): Promise<void> {
  const now = deps.clock.now();
  const event = {
    type: "ImportStarted",
    payload: { attempt: job.fence },
    actor: IMPORT_ACTOR,
    at: now,
  } as const;
  await job.write(async (tx) => {
    if (status === "PENDING")
      await changeDataset(tx, dataset, { name: "start", input: undefined, event, now });
    else datasetEvents.append(tx, dataset, event);
  });
}

/** What is the file's fault ends the import; anything else is tried again. */
function failureOf(error: unknown): ImportError | null {
  if (!isAppError(error) || (error.code !== "BAD_USER_INPUT" && error.code !== "LIMIT_EXCEEDED")) return null;
  const [first] = error.problems;
  const place = { ...(first?.line && { line: first.line }), ...(first?.column && { column: first.column }) };
  return { code: error.code, message: error.message.slice(0, 2_000), ...place };
}

/** The table last: whoever finds it finds the rejects that belong to it. */
async function publish(files: DatasetFiles, result: ImportResult): Promise<void> {
  if (result.rejectsFile) await moveIntoPlace(result.rejectsFile, files.rejects);
  else await rm(files.rejects, { force: true });
  await moveIntoPlace(result.tableFile, files.table);
}

/** Earlier starts of the job are dead or have lost their lease: their folders are nobody's. */
async function removeScratch(files: DatasetFiles): Promise<void> {
  const entries = await readdir(files.folder).catch(() => {
    throw new AppError("INTERNAL", "The dataset's folder is missing.");
  });
  for (const name of entries) {
    if (name.startsWith(scratchPrefix)) await rm(join(files.folder, name), { recursive: true, force: true });
  }
}
