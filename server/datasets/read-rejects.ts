import { readFile } from "node:fs/promises";
import type { Context } from "../core/context";
import type { DatasetDeps } from "./dataset-deps";
import { datasetFiles } from "./dataset-files";
import { findDataset } from "./find-dataset";
import type { Reject } from "./formats/format";

/**
 * The rows that an import refused, each with line and reason, in the order of the file; empty for a dataset without
 * any. There are never more than the limit of rejects, so one read takes them all. @throws NOT_FOUND, FORBIDDEN
 */
export async function readRejects(
  deps: DatasetDeps,
  context: Context,
  input: { datasetId: string },
): Promise<readonly Reject[]> {
  const dataset = await findDataset(deps, context, "dataset:read", input.datasetId);
  if (dataset.status !== "READY" || dataset.rejectedCount === 0n) return [];
  const text = await readFile(datasetFiles(deps.folder, dataset).rejects, "utf8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Reject);
}
