import { AppError, notFound } from "../core/errors";
import type { DatasetDeps } from "../datasets/dataset-deps";
import { datasetFiles } from "../datasets/dataset-files";
import { readBatches } from "../datasets/engine/read-batches";
import type { Table } from "./tables/table";

/** A ready dataset's table; reading it stops when the signal fires. Throws NOT_FOUND, also while it is not ready. */
export type OpenDatasetTable = (datasetId: string, signal: AbortSignal) => Promise<Table>;

/** Tables of the data center for pipelines: engines read the Parquet file itself, others its rows in batches. */
export function openDatasetTable({
  database,
  folder,
  reader,
}: Pick<DatasetDeps, "database" | "folder" | "reader">): OpenDatasetTable {
  return async (datasetId, signal) => {
    const dataset = await database.client.dataset.findUnique({
      where: { id: datasetId },
      select: { id: true, namespaceId: true, name: true, status: true, rowCount: true },
    });
    if (!dataset) throw notFound("dataset", datasetId);
    if (dataset.status !== "READY" || dataset.rowCount === null) {
      throw new AppError("NOT_FOUND", `The dataset "${dataset.name}" is not ready; it is ${dataset.status}.`);
    }
    const path = datasetFiles(folder, dataset).table;
    return {
      rowCount: Number(dataset.rowCount),
      file: { path, format: "parquet" },
      batches: () => readBatches(reader, path, { signal }),
    };
  };
}
