import { recordAudit } from "../accounts/audit/record-audit";
import { actorName, type Context } from "../core/context";
import { idempotently } from "../core/idempotency";
import { enqueueJob } from "../jobs/enqueue-job";
import { changeDataset } from "./change-dataset";
import { chooseFormat, type FormatChoice } from "./choose-format";
import type { DatasetDeps } from "./dataset-deps";
import { datasetFiles } from "./dataset-files";
import { findDataset } from "./find-dataset";
import { importDatasetJobKind } from "./import-dataset-payload";
import { readHead } from "./read-head";

/**
 * Imports the raw file of a failed or cancelled import again, with other options or as another format when told.
 * @throws NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, ILLEGAL_TRANSITION unless it is FAILED or CANCELLED
 */
export async function retryImport(
  deps: DatasetDeps,
  context: Context,
  input: { datasetId: string; idempotencyKey?: string | null } & FormatChoice,
): Promise<{ datasetId: string }> {
  const { datasetId, idempotencyKey } = input;
  const dataset = await findDataset(deps, context, "dataset:write", datasetId);
  const { namespaceId } = dataset;
  const head = await readHead(datasetFiles(deps.folder, dataset).raw);
  const sameFormat = !input.format || input.format === dataset.format;
  const chosen = chooseFormat(
    {
      format: input.format ?? dataset.format,
      options: input.options ?? (sameFormat ? JSON.parse(dataset.options) : undefined),
    },
    { name: dataset.fileName ?? "", head },
  );
  const actor = actorName(context.actor);
  return deps.database.transaction((tx) => {
    const now = deps.clock.now();
    const format = chosen.format.kind;
    const asked = { datasetId, format, options: chosen.options };
    const call = { actor, verb: "retryImport", key: idempotencyKey, input: asked, now };
    return idempotently(tx, call, async () => {
      const payload = { datasetId };
      const jobId = enqueueJob(tx, {
        kind: importDatasetJobKind,
        namespaceId,
        subjectId: datasetId,
        payload,
        now,
      });
      await changeDataset(tx, dataset, {
        name: "retry",
        input: { jobId, format, options: JSON.stringify(chosen.options) },
        event: {
          type: "ImportQueued",
          payload: { jobId, format, rawBytes: String(dataset.rawBytes) },
          actor,
          at: now,
        },
        now,
      });
      recordAudit(tx, context, {
        at: now,
        namespaceId,
        action: "dataset.retry",
        resource: "dataset",
        resourceId: datasetId,
        details: { format },
      });
      return { datasetId };
    });
  });
}
