import type { RunningJob } from "../jobs/job-kind";
import type { DatasetDeps } from "./dataset-deps";
import { datasetEvents } from "./dataset-events";
import type { DatasetKey } from "./dataset-files";
import { IMPORT_ACTOR } from "./import-dataset-payload";

const everyMillis = 250;

/**
 * Writes an import's progress to its stream, at most four times a second and never two writes at once: an import of
 * an hour costs the log no more than a few thousand rows.
 */
export function reportProgress(
  { clock, logger }: Pick<DatasetDeps, "clock" | "logger">,
  job: Pick<RunningJob, "write" | "fence" | "signal">,
  dataset: DatasetKey,
): (done: number) => void {
  let last = Number.NEGATIVE_INFINITY;
  let writing = false;
  return (done) => {
    const time = clock.monotonic();
    if (writing || job.signal.aborted || time - last < everyMillis) return;
    last = time;
    writing = true;
    const payload = { attempt: job.fence, done: Math.round(done * 1_000) / 1_000 };
    const event = { type: "ImportProgress", payload, actor: IMPORT_ACTOR, at: clock.now() } as const;
    job
      .write(async (tx) => datasetEvents.append(tx, dataset, event))
      .catch((error: unknown) => {
        // A lost lease aborts the job by itself; progress that cannot be written is no reason to fail.
        if (!job.signal.aborted)
          logger.warn({ err: error, datasetId: dataset.id }, "Progress was not written.");
      })
      .finally(() => {
        writing = false;
      });
  };
}
