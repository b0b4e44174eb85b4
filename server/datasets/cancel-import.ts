import { recordAudit } from "../accounts/audit/record-audit";
import { actorName, type Context } from "../core/context";
import { AppError } from "../core/errors";
import { cancelJob } from "../jobs/cancel-job";
import type { DatasetDeps } from "./dataset-deps";
import { type DatasetStatus, datasetMachine } from "./dataset-machine";
import { datasetStore } from "./dataset-store";
import { endImport } from "./end-import";
import { findDataset } from "./find-dataset";

/**
 * Stops an import. One that waits is CANCELLED at once; one that runs is within moments, when its process has been
 * killed: until then it stays IMPORTING. Asking again changes nothing.
 * @throws NOT_FOUND, FORBIDDEN, ILLEGAL_TRANSITION when the import has ended otherwise
 */
export async function cancelImport(
  deps: DatasetDeps,
  context: Context,
  { datasetId }: { datasetId: string },
): Promise<{ datasetId: string; status: DatasetStatus }> {
  const { namespaceId } = await findDataset(deps, context, "dataset:write", datasetId);
  const by = actorName(context.actor);
  const status = await deps.database.transaction(async (tx) => {
    const now = deps.clock.now();
    const dataset = await datasetStore.read(tx, datasetId);
    if (dataset?.status === "CANCELLED") return dataset.status;
    // Names the states in its error when the import has ended.
    if (dataset) datasetMachine.transition(dataset, "cancel", undefined, now);
    if (!dataset?.jobId)
      throw new AppError("INTERNAL", `The dataset "${datasetId}" is imported without a job.`);
    recordAudit(tx, context, {
      at: now,
      namespaceId,
      action: "dataset.cancel",
      resource: "dataset",
      resourceId: datasetId,
    });
    const job = await cancelJob(tx, { jobId: dataset.jobId, by, now });
    if (job === "cancelling") return dataset.status;
    await endImport(tx, { id: datasetId, jobId: dataset.jobId, now, end: { kind: "cancelled", by } });
    return "CANCELLED";
  });
  return { datasetId, status };
}
