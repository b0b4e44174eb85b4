import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { type DataFolder, isUuid } from "../../core/data-folder";
import { syncPath } from "../../core/durable-file";
import { notFound } from "../../core/errors";

/** A file that has arrived and is not a dataset yet: people look at a preview before they import it. */
export interface UploadRecord {
  readonly id: string;
  readonly namespaceId: string;
  /** From `actorName`: an upload is its uploader's alone until it is a dataset. */
  readonly owner: string;
  /** As the person's machine called it; for display. */
  readonly fileName: string;
  readonly bytes: number;
  readonly sha256: string;
}

const stored = z.object({
  id: z.string(),
  namespaceId: z.string(),
  owner: z.string(),
  fileName: z.string(),
  bytes: z.number(),
  sha256: z.string(),
});

export interface UploadFiles {
  readonly folder: string;
  readonly raw: string;
  /** What is still arriving. */
  readonly part: string;
  readonly record: string;
}

export function uploadFiles(folder: DataFolder, upload: { id: string; namespaceId: string }): UploadFiles {
  const own = folder.thing(upload.namespaceId, "uploads", upload.id);
  return { folder: own, raw: join(own, "raw"), part: join(own, "part"), record: join(own, "upload.json") };
}

/** Written last: an upload without it never arrived whole. */
export async function writeUploadRecord(folder: DataFolder, record: UploadRecord): Promise<void> {
  const files = uploadFiles(folder, record);
  await mkdir(files.folder, { recursive: true });
  await writeFile(files.record, JSON.stringify(record));
  await syncPath(files.record);
  await syncPath(files.folder);
}

/** @throws NOT_FOUND alike for an upload that does not exist, is another's, or has been swept away */
export async function readUploadRecord(
  folder: DataFolder,
  wanted: { id: string; namespaceId: string; owner: string },
): Promise<UploadRecord> {
  if (!isUuid(wanted.id)) throw notFound("upload", wanted.id);
  const text = await readFile(uploadFiles(folder, wanted).record, "utf8").catch(() => null);
  const record = text === null ? null : stored.parse(JSON.parse(text));
  if (!record || record.owner !== wanted.owner) throw notFound("upload", wanted.id);
  return record;
}
