import { mkdir, rm } from "node:fs/promises";
import { actorName, type Context } from "../core/context";
import { linkOrCopy } from "../core/durable-file";
import { idempotently } from "../core/idempotency";
import { newId } from "../core/ids";
import type { ChosenFormat } from "./choose-format";
import type { DatasetDeps } from "./dataset-deps";
import { datasetFiles } from "./dataset-files";
import { claimDatasetName } from "./dataset-input";
import { freeDatasetName } from "./free-dataset-name";
import { insertDataset, type NewDataset } from "./insert-dataset";
import { type UploadRecord, uploadFiles } from "./uploads/upload-record";

export interface AdoptUpload extends Pick<NewDataset, "source" | "tags" | "lineage"> {
  readonly upload: UploadRecord;
  readonly chosen: ChosenFormat;
  /** Null: `wantedName`, with a number behind it when that is taken. */
  readonly name: string | null;
  readonly wantedName: string;
  readonly call: { readonly verb: string; readonly key: string | null | undefined; readonly input: unknown };
}

/**
 * Gives an upload's file to a new dataset and registers it. The file is in its place before the row says so; without
 * the row the sweep removes it. The upload stays, so that the call can be repeated. @throws ALREADY_EXISTS
 */
export async function adoptUpload(
  deps: DatasetDeps,
  context: Context,
  { upload, chosen, name, wantedName, call, ...rest }: AdoptUpload,
): Promise<{ datasetId: string }> {
  const id = newId();
  const { namespaceId, fileName, bytes: rawBytes, sha256: rawSha256 } = upload;
  const files = datasetFiles(deps.folder, { id, namespaceId });
  let registered: string | null = null;
  try {
    await mkdir(files.folder, { recursive: true });
    await linkOrCopy(uploadFiles(deps.folder, upload).raw, files.raw);
    const answer = await deps.database.transaction((tx) => {
      const now = deps.clock.now();
      return idempotently(tx, { ...call, actor: actorName(context.actor), now }, async () => {
        const chosenName = name ?? (await freeDatasetName(tx, namespaceId, wantedName));
        await claimDatasetName(tx, namespaceId, chosenName, null);
        const dataset = { id, namespaceId, name: chosenName, fileName, rawBytes, rawSha256, chosen, ...rest };
        await insertDataset(tx, context, dataset, now);
        return { datasetId: id };
      });
    });
    registered = answer.datasetId;
    return answer;
  } finally {
    if (registered !== id) await rm(files.folder, { recursive: true, force: true });
  }
}
