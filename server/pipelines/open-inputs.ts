import { AppError } from "../core/errors";
import type { PipelineDeps } from "./pipeline-deps";
import type { RunPipelinePayload } from "./run-pipeline-payload";
import type { Table } from "./tables/table";

/**
 * The tables of a run's datasets, by their name in the document. Nothing is read yet.
 * @throws NOT_FOUND when a dataset is gone, STALE_WRITE when its content changed since the run was queued
 */
export async function openInputs(
  { datasetTable }: PipelineDeps,
  inputs: RunPipelinePayload["inputs"],
  signal: AbortSignal,
): Promise<Map<string, Table>> {
  const tables = new Map<string, Table>();
  for (const { name, datasetId, contentHash } of inputs) {
    const table = await datasetTable(datasetId, signal);
    if (contentHash !== null && table.contentHash !== contentHash) {
      throw new AppError(
        "STALE_WRITE",
        `The dataset "${name}" was replaced after this run was queued; run it again.`,
      );
    }
    tables.set(name, table);
  }
  return tables;
}
