import { notFound } from "../core/errors";
import type { DatasetDeps } from "./dataset-deps";
import { datasetFiles } from "./dataset-files";
import type { TableRow } from "./engine/column";
import { readBatches } from "./engine/read-batches";

/** A ready dataset as a pipeline reads it. */
export interface DatasetTable {
  readonly rowCount: number;
  readonly contentHash: string | null;
  readonly file: { readonly path: string; readonly format: "parquet" };
  batches(): AsyncIterable<readonly TableRow[]>;
}

/**
 * The table of a dataset that is READY; reading stops when the signal aborts. Asks for no permission: a run's inputs
 * were checked when it was made. @throws NOT_FOUND
 */
export async function openDatasetTable(
  { database, folder, reader }: DatasetDeps,
  datasetId: string,
  signal: AbortSignal,
): Promise<DatasetTable> {
  const dataset = await database.client.dataset.findUnique({ where: { id: datasetId } });
  if (dataset?.status !== "READY") throw notFound("dataset", datasetId);
  const { table } = datasetFiles(folder, dataset);
  return {
    rowCount: Number(dataset.rowCount ?? 0),
    contentHash: dataset.contentHash,
    file: { path: table, format: "parquet" },
    batches: () => readBatches(reader, table, { signal }),
  };
}
