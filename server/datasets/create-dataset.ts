import { parse } from "node:path";
import { z } from "zod";
import { actorName, type Context } from "../core/context";
import { parseInput } from "../core/parse-input";
import { adoptUpload } from "./adopt-upload";
import { chooseFormat, type FormatChoice } from "./choose-format";
import type { DatasetDeps } from "./dataset-deps";
import { datasetName, datasetSource, datasetTags } from "./dataset-input";
import { readHead } from "./read-head";
import { readUploadRecord, uploadFiles } from "./uploads/upload-record";

export interface CreateDataset extends FormatChoice {
  readonly namespaceId: string;
  readonly uploadId: string;
  /** The file's name without its ending when absent. */
  readonly name?: string | null;
  readonly source?: string | null;
  readonly tags?: readonly string[] | null;
  readonly idempotencyKey?: string | null;
}

const schema = z.object({
  name: datasetName.nullable(),
  source: datasetSource,
  tags: datasetTags,
});

/**
 * Makes a dataset of an upload and queues its import. The upload stays for a day, so that the call can be repeated.
 * @throws NOT_FOUND, FORBIDDEN, ALREADY_EXISTS for a taken name, BAD_USER_INPUT
 */
export async function createDataset(
  deps: DatasetDeps,
  context: Context,
  input: CreateDataset,
): Promise<{ datasetId: string }> {
  const { namespaceId, uploadId } = input;
  await deps.access.require(context, "dataset:write", namespaceId);
  const { name, source, tags } = parseInput(schema, {
    name: input.name ?? null,
    source: input.source ?? null,
    tags: input.tags ?? [],
  });
  const wanted = { id: uploadId, namespaceId, owner: actorName(context.actor) };
  const upload = await readUploadRecord(deps.folder, wanted);
  const head = await readHead(uploadFiles(deps.folder, upload).raw);
  const chosen = chooseFormat(input, { name: upload.fileName, head });
  // By content, not by id: somebody who repeats the call may have sent the file again.
  const { sha256, fileName } = upload;
  const asked = {
    namespaceId,
    sha256,
    fileName,
    name,
    source,
    tags,
    format: chosen.format.kind,
    options: chosen.options,
  };
  const call = { verb: "createDataset", key: input.idempotencyKey, input: asked };
  const wantedName = parse(upload.fileName).name;
  return adoptUpload(deps, context, { upload, chosen, name, wantedName, source, tags, lineage: null, call });
}
