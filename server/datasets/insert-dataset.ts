import { recordAudit } from "../accounts/audit/record-audit";
import { actorName, type Context } from "../core/context";
import type { Transaction } from "../core/database";
import { enqueueJob } from "../jobs/enqueue-job";
import type { ChosenFormat } from "./choose-format";
import { datasetEvents } from "./dataset-events";
import { importDatasetJobKind } from "./import-dataset-payload";
import { searchText } from "./search-text";

export interface NewDataset {
  readonly id: string;
  readonly namespaceId: string;
  readonly name: string;
  readonly fileName: string | null;
  readonly rawBytes: number;
  readonly rawSha256: string;
  readonly chosen: ChosenFormat;
  readonly source: string | null;
  readonly tags: readonly string[];
  /** What a generated dataset was made by. */
  readonly lineage: { readonly runId: string; readonly pipelineVersionId: string | null } | null;
}

/** Registers a dataset whose raw file lies in its folder, and queues its import, as part of `tx`. The name has been claimed. */
export async function insertDataset(
  tx: Transaction,
  context: Context,
  dataset: NewDataset,
  now: Date,
): Promise<void> {
  const { id, namespaceId, name, fileName, rawBytes, rawSha256, source, tags, lineage } = dataset;
  const format = dataset.chosen.format.kind;
  const actor = actorName(context.actor);
  const jobId = enqueueJob(tx, {
    kind: importDatasetJobKind,
    namespaceId,
    subjectId: id,
    payload: { datasetId: id },
    now,
  });
  await tx.client.dataset.create({
    data: {
      id,
      namespaceId,
      name,
      searchText: searchText(dataset),
      origin: lineage ? "generated" : "uploaded",
      status: "PENDING",
      format,
      options: JSON.stringify(dataset.chosen.options),
      fileName,
      rawBytes,
      rawSha256,
      jobId,
      source,
      runId: lineage?.runId ?? null,
      pipelineVersionId: lineage?.pipelineVersionId ?? null,
      createdById: "userId" in context.actor ? context.actor.userId : null,
      createdAt: now,
      updatedAt: now,
    },
  });
  if (tags.length > 0) {
    await tx.client.datasetTag.createMany({ data: tags.map((tag) => ({ datasetId: id, tag })) });
  }
  const payload = { jobId, format, rawBytes: String(rawBytes) };
  datasetEvents.append(tx, { id, namespaceId }, { type: "ImportQueued", payload, actor, at: now });
  recordAudit(tx, context, {
    at: now,
    namespaceId,
    action: lineage ? "dataset.register" : "dataset.upload",
    resource: "dataset",
    resourceId: id,
    after: { name, format, rawSha256, source, tags },
    details: { name, fileName, format, rawBytes, rawSha256, ...lineage },
  });
}
