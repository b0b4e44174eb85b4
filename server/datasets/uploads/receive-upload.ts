import { createHash } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import type { Readable } from "node:stream";
import { actorName, type Context } from "../../core/context";
import { syncPath } from "../../core/durable-file";
import { AppError, badInput } from "../../core/errors";
import { newId } from "../../core/ids";
import type { DatasetDeps } from "../dataset-deps";
import { shownFileName } from "../dataset-input";
import { type UploadRecord, uploadFiles, writeUploadRecord } from "./upload-record";

/**
 * Writes what arrives to the disk while hashing it, never holding more than a chunk. An upload that ends early, is too
 * large or fails leaves nothing.
 * @param input.body the bytes; its error, or its destruction before the end, ends the upload
 * @throws FORBIDDEN, NOT_FOUND, LIMIT_EXCEEDED, BAD_USER_INPUT for an empty file, CANCELLED when the sender went away
 */
export async function receiveUpload(
  deps: DatasetDeps,
  context: Context,
  input: { namespaceId: string; fileName: string; body: Readable },
): Promise<UploadRecord> {
  const { namespaceId, body } = input;
  await deps.access.require(context, "dataset:write", namespaceId);
  const id = newId();
  const files = uploadFiles(deps.folder, { id, namespaceId });
  await mkdir(files.folder, { recursive: true });
  try {
    const { bytes, sha256 } = await writeHashed(body, files.part, deps.limits.maxBytes);
    if (bytes === 0) throw badInput("The file is empty.");
    await rename(files.part, files.raw);
    await syncPath(files.folder);
    const fileName = shownFileName(input.fileName) || "upload";
    const record = { id, namespaceId, owner: actorName(context.actor), fileName, bytes, sha256 };
    await writeUploadRecord(deps.folder, record);
    return record;
  } catch (error) {
    body.destroy();
    await rm(files.folder, { recursive: true, force: true });
    throw error;
  }
}

async function writeHashed(
  body: Readable,
  path: string,
  maxBytes: number,
): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash("sha256");
  let bytes = 0;
  const file = await open(path, "wx");
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxBytes) {
        throw new AppError(
          "LIMIT_EXCEEDED",
          `The file is larger than ${maxBytes} bytes, the most that is taken.`,
        );
      }
      hash.update(chunk);
      for (let done = 0; done < chunk.length; ) {
        done += (await file.write(chunk, done, chunk.length - done)).bytesWritten;
      }
    }
    if (!body.readableEnded) throw new AppError("CANCELLED", "The upload ended before the file did.");
    await file.sync();
    return { bytes, sha256: hash.digest("hex") };
  } finally {
    await file.close();
  }
}
