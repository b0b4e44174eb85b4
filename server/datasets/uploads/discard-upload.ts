import { rm } from "node:fs/promises";
import { actorName, type Context } from "../../core/context";
import type { DatasetDeps } from "../dataset-deps";
import { readUploadRecord, uploadFiles } from "./upload-record";

/** Removes an upload that its uploader does not want after all; a dataset made of it stays. @throws NOT_FOUND, FORBIDDEN */
export async function discardUpload(
  deps: DatasetDeps,
  context: Context,
  { namespaceId, uploadId }: { namespaceId: string; uploadId: string },
): Promise<void> {
  await deps.access.require(context, "dataset:write", namespaceId);
  const wanted = { id: uploadId, namespaceId, owner: actorName(context.actor) };
  const upload = await readUploadRecord(deps.folder, wanted);
  await rm(uploadFiles(deps.folder, upload).folder, { recursive: true, force: true });
}
