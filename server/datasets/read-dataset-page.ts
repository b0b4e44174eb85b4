import { z } from "zod";
import type { Context } from "../core/context";
import { parseInput } from "../core/parse-input";
import type { DatasetDeps } from "./dataset-deps";
import { datasetFiles } from "./dataset-files";
import type { Column, TableRow } from "./engine/column";
import { readPage } from "./engine/read-page";
import { findDataset, requireReady } from "./find-dataset";

const schema = z.object({ offset: z.int().min(0), limit: z.int().min(1).max(1_000) });

/** Longer texts are cut on a page; a download has them whole. */
const maxCellCharacters = 2_000;

export interface DatasetPage {
  readonly columns: readonly Column[];
  readonly rows: readonly TableRow[];
  /** Of the whole table. */
  readonly rowCount: number;
}

/**
 * A page of a dataset's rows, in the order of the file. Values are plain JSON, see `plain-value.ts`.
 * @throws NOT_FOUND, FORBIDDEN, UNAVAILABLE until it is READY, BAD_USER_INPUT
 */
export async function readDatasetPage(
  deps: DatasetDeps,
  context: Context,
  input: { datasetId: string; offset: number; limit: number },
  signal?: AbortSignal,
): Promise<DatasetPage> {
  const dataset = await findDataset(deps, context, "dataset:read", input.datasetId);
  requireReady(dataset);
  const page = parseInput(schema, input);
  const file = datasetFiles(deps.folder, dataset).table;
  return {
    columns: JSON.parse(dataset.columns ?? "[]") as Column[],
    rows: await readPage(deps.reader, file, { ...page, maxCellCharacters }, signal),
    rowCount: Number(dataset.rowCount ?? 0),
  };
}
