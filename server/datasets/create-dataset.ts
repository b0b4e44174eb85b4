import { mkdir, rm } from "node:fs/promises";
import { parse } from "node:path";
import { z } from "zod";
import { actorName, type Context } from "../core/context";
import { linkOrCopy } from "../core/durable-file";
import { idempotently } from "../core/idempotency";
import { newId } from "../core/ids";
import { parseInput } from "../core/parse-input";
import { chooseFormat, type FormatChoice } from "./choose-format";
import type { DatasetDeps } from "./dataset-deps";
import { datasetFiles } from "./dataset-files";
import { claimDatasetName, datasetName, datasetSource, datasetTags } from "./dataset-input";
import { freeDatasetName } from "./free-dataset-name";
import { insertDataset } from "./insert-dataset";
import { readHead } from "./read-head";
import { readUploadRecord, uploadFiles } from "./uploads/upload-record";

const schema = z.object({
  name: datasetName.nullable().default(null),
  source: datasetSource.default(null),
  tags: datasetTags.default([]),
});

export interface CreateDataset extends FormatChoice {
  readonly namespaceId: string;
  readonly uploadId: string;
  /** The file's name without its ending when absent. */
  readonly name?: string | null;
  readonly source?: string | null;
  readonly tags?: readonly string[] | null;
  readonly idempotencyKey?: string | null;
}

/**
 * Makes a dataset of an upload and queues its import. The upload stays for a day, so that the call can be repeated.
 * @throws NOT_FOUND, FORBIDDEN, ALREADY_EXISTS for a taken name, BAD_USER_INPUT
 */
export async function createDataset(
  deps: DatasetDeps,
  context: Context,
  input: CreateDataset,
): Promise<{ datasetId: string }> {
  const { namespaceId, uploadId, idempotencyKey } = input;
  await deps.access.require(context, "dataset:write", namespaceId);
  const given = parseInput(schema, {
    name: input.name ?? null,
    source: input.source ?? null,
    tags: input.tags ?? [],
  });
  const actor = actorName(context.actor);
  const upload = await readUploadRecord(deps.folder, { id: uploadId, namespaceId, owner: actor });
  const raw = uploadFiles(deps.folder, upload).raw;
  const chosen = chooseFormat(input, { name: upload.fileName, head: await readHead(raw) });

  // The file is in its place before the row says so; without the row the sweep removes it.
  const id = newId();
  const files = datasetFiles(deps.folder, { id, namespaceId });
  await mkdir(files.folder, { recursive: true });
  let created: string | null = null;
  try {
    await linkOrCopy(raw, files.raw);
    const { datasetId } = await deps.database.transaction((tx) => {
      const now = deps.clock.now();
      const asked = { namespaceId, uploadId, ...given, format: chosen.format.kind, options: chosen.options };
      const call = { actor, verb: "createDataset", key: idempotencyKey, input: asked, now };
      return idempotently(tx, call, async () => {
        const name = given.name ?? (await freeDatasetName(tx, namespaceId, parse(upload.fileName).name));
        await claimDatasetName(tx, namespaceId, name, null);
        const { fileName, bytes: rawBytes, sha256: rawSha256 } = upload;
        const { source, tags } = given;
        const dataset = {
          id,
          namespaceId,
          name,
          fileName,
          rawBytes,
          rawSha256,
          chosen,
          source,
          tags,
          lineage: null,
        };
        await insertDataset(tx, context, dataset, now);
        return { datasetId: id };
      });
    });
    created = datasetId;
    return { datasetId };
  } finally {
    if (created !== id) await rm(files.folder, { recursive: true, force: true });
  }
}
