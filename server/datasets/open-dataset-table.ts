import { notFound } from "../core/errors";
import type { DatasetDeps } from "./dataset-deps";
import { datasetFiles } from "./dataset-files";
import type { TableRow } from "./engine/column";
import { readBatches } from "./engine/read-batches";
import { requireReady } from "./find-dataset";

/** A dataset as a run reads it. */
export interface DatasetTable {
  readonly rowCount: number;
  readonly contentHash: string | null;
  /** In order, at most 2,048 rows at a time; may be called again. */
  batches(): AsyncIterable<readonly TableRow[]>;
  /** Where an engine can read the table itself. */
  readonly file: { readonly path: string; readonly format: "parquet" };
}

/**
 * A ready dataset's table. Whoever calls has checked that its reader may see it, and holds it by a reference.
 * @param signal stops the reading. @throws NOT_FOUND, UNAVAILABLE
 */
export async function openDatasetTable(
  deps: Pick<DatasetDeps, "database" | "folder" | "reader">,
  datasetId: string,
  signal: AbortSignal,
): Promise<DatasetTable> {
  const dataset = await deps.database.client.dataset.findUnique({ where: { id: datasetId } });
  if (!dataset) throw notFound("dataset", datasetId);
  requireReady(dataset);
  const path = datasetFiles(deps.folder, dataset).table;
  return {
    rowCount: Number(dataset.rowCount ?? 0),
    contentHash: dataset.contentHash,
    batches: () => readBatches(deps.reader, path, { signal }),
    file: { path, format: "parquet" },
  };
}
