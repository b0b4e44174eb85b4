import type { PipelineDeps } from "./pipeline-deps";
import type { RunPipelinePayload } from "./run-pipeline-payload";
import type { Table } from "./tables/table";

/** The tables of a run's datasets, by their name in the document. Nothing is read yet. @throws NOT_FOUND when one is gone */
export async function openInputs(
  { datasetTable }: Pick<PipelineDeps, "datasetTable">,
  inputs: RunPipelinePayload["inputs"],
  signal: AbortSignal,
): Promise<Map<string, Table>> {
  const tables = new Map<string, Table>();
  for (const { name, datasetId } of inputs) tables.set(name, await datasetTable(datasetId, signal));
  return tables;
}
