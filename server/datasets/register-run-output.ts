import { rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { z } from "zod";
import type { Context } from "../core/context";
import { badInput } from "../core/errors";
import { parseInput } from "../core/parse-input";
import { getRun } from "../runs/get-run";
import { outputLines } from "../runs/read-run-output";
import { adoptUpload } from "./adopt-upload";
import { chooseFormat } from "./choose-format";
import type { DatasetDeps } from "./dataset-deps";
import { datasetName, datasetTags } from "./dataset-input";
import { receiveUpload } from "./uploads/receive-upload";
import { uploadFiles } from "./uploads/upload-record";

const schema = z.object({ name: datasetName, tags: datasetTags });

/**
 * Saves the result of a run as a generated dataset, which keeps its lineage: the run and the pipeline version.
 * @throws NOT_FOUND (also when the run's files were removed after their time), FORBIDDEN, ALREADY_EXISTS,
 * BAD_USER_INPUT for a run without a result or without rows
 */
export async function registerRunOutput(
  deps: DatasetDeps,
  context: Context,
  input: { runId: string; name: string; tags?: readonly string[] | null; idempotencyKey?: string | null },
): Promise<{ datasetId: string }> {
  const run = await getRun(deps, context, "run:read", input.runId);
  const { namespaceId } = run;
  await deps.access.require(context, "dataset:write", namespaceId);
  const { name, tags } = parseInput(schema, { name: input.name, tags: input.tags ?? [] });
  if (run.outputRows === 0) throw badInput("The run's result has no rows: there is nothing to save.");
  const lines = await outputLines(deps, run);
  const upload = await receiveUpload(deps, context, {
    namespaceId,
    fileName: `${name}.ndjson`,
    body: Readable.from(inPieces(lines)),
  });
  try {
    return await adoptUpload(deps, context, {
      upload,
      chosen: chooseFormat({ format: "ndjson" }, { name: upload.fileName, head: new Uint8Array() }),
      name,
      wantedName: name,
      source: null,
      tags,
      lineage: { runId: run.id, pipelineVersionId: run.pipelineVersionId },
      call: { verb: "registerRunOutput", key: input.idempotencyKey, input: { runId: run.id, name, tags } },
    });
  } finally {
    await rm(uploadFiles(deps.folder, upload).folder, { recursive: true, force: true });
  }
}

const pieceCharacters = 2 ** 16;

/** Lines gathered into pieces: one write to the disk for many rows. */
async function* inPieces(lines: AsyncIterable<string>): AsyncGenerator<Buffer> {
  let piece = "";
  for await (const line of lines) {
    piece += `${line}\n`;
    if (piece.length < pieceCharacters) continue;
    yield Buffer.from(piece);
    piece = "";
  }
  if (piece) yield Buffer.from(piece);
}
