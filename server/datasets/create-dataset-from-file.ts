import { createReadStream } from "node:fs";
import { basename } from "node:path";
import type { Context } from "../core/context";
import { type CreateDataset, createDataset } from "./create-dataset";
import type { DatasetDeps } from "./dataset-deps";
import { receiveUpload } from "./uploads/receive-upload";

/**
 * Makes a dataset of a file on the server's own disk, as an upload would. For seeds and scripts: never give it a path
 * that came over the network.
 */
export async function createDatasetFromFile(
  deps: DatasetDeps,
  context: Context,
  { path, ...input }: Omit<CreateDataset, "uploadId"> & { path: string },
): Promise<{ datasetId: string }> {
  const body = createReadStream(path);
  const upload = await receiveUpload(deps, context, {
    namespaceId: input.namespaceId,
    fileName: basename(path),
    body,
  });
  return createDataset(deps, context, { ...input, uploadId: upload.id });
}
