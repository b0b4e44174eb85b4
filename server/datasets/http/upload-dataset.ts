import type { IncomingMessage, ServerResponse } from "node:http";
import type { Context } from "../../core/context";
import { AppError, badInput, notFound } from "../../core/errors";
import { createDataset } from "../create-dataset";
import type { DatasetDeps } from "../dataset-deps";
import { discardUpload } from "../uploads/discard-upload";
import { receiveUpload } from "../uploads/receive-upload";
import type { UploadRecord } from "../uploads/upload-record";
import { readUploadForm } from "./read-upload-form";
import { stallGuard } from "./stall-guard";

/**
 * POST /uploads/datasets?namespace=<slug>: a file, as multipart form (fields `name`, `format`, `options` as JSON, `source`,
 * `tags` once a tag, `idempotencyKey`; one file) or as the bare body (the same as query parameters, and `fileName`).
 * Answers 201 {id} with the new dataset; with `hold=1` {uploadId, fileName, bytes, sha256}: nothing is imported
 * until the preview was looked at. An upload that breaks off leaves nothing. The caller has refused other sites' requests.
 */
export async function uploadDataset(
  deps: DatasetDeps,
  context: Context,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== "POST") throw badInput("An upload is a POST request.");
  const query = new URL(request.url ?? "/", "http://localhost").searchParams;
  const namespaceId = await namespaceOf(deps, context, query.get("namespace") ?? "");
  refuseTooLarge(deps, request);
  const release = stallGuard(deps.clock, request);
  try {
    const { upload, value } = await receive(deps, context, request, namespaceId, query);
    if (value("hold").at(0) === "1") {
      const { id, fileName, bytes, sha256 } = upload;
      return answer(response, { uploadId: id, fileName, bytes, sha256 });
    }
    // As the API names it, so that clients can go on with it there.
    answer(response, { id: `dataset_${await createFrom(deps, context, upload, value)}` });
  } finally {
    release();
    // What is left of a refused body is not read; the connection goes with it.
    if (!request.complete) response.once("finish", () => request.destroy());
  }
}

type Values = (name: string) => readonly string[];

/** The dataset has the file for its own; the upload is not needed any more, nor when there is none. */
async function createFrom(
  deps: DatasetDeps,
  context: Context,
  { id: uploadId, namespaceId }: UploadRecord,
  value: Values,
): Promise<string> {
  try {
    const { datasetId } = await createDataset(deps, context, {
      namespaceId,
      uploadId,
      name: value("name").at(0) || null,
      format: value("format").at(0) || null,
      options: parseOptions(value("options").at(0)),
      source: value("source").at(0) || null,
      tags: value("tags").filter((tag) => tag.trim() !== ""),
      idempotencyKey: value("idempotencyKey").at(0) || null,
    });
    return datasetId;
  } finally {
    await discardUpload(deps, context, { namespaceId, uploadId });
  }
}

async function receive(
  deps: DatasetDeps,
  context: Context,
  request: IncomingMessage,
  namespaceId: string,
  query: URLSearchParams,
): Promise<{ upload: UploadRecord; value: Values }> {
  if (!/^multipart\/form-data\b/i.test(request.headers["content-type"] ?? "")) {
    const fileName = query.get("fileName") ?? "";
    const upload = await receiveUpload(deps, context, { namespaceId, fileName, body: request });
    return { upload, value: (name) => query.getAll(name) };
  }
  let arriving: Promise<UploadRecord> | null = null;
  try {
    const { file, fields } = await readUploadForm(request, (fileName, body) => {
      arriving = receiveUpload(deps, context, { namespaceId, fileName, body });
      return arriving;
    });
    return { upload: file, value: (name) => fields.get(name) ?? query.getAll(name) };
  } catch (error) {
    // The file may have come whole before the rest of the form went wrong.
    const upload = await (arriving as Promise<UploadRecord> | null)?.catch(() => null);
    if (upload) await discardUpload(deps, context, { namespaceId, uploadId: upload.id });
    throw error;
  }
}

async function namespaceOf(deps: DatasetDeps, context: Context, slug: string): Promise<string> {
  const row = await deps.database.client.namespace.findUnique({ where: { slug }, select: { id: true } });
  const target = { thing: "namespace", id: slug, namespaceId: row?.id };
  await deps.access.requireOn(context, "dataset:write", target);
  if (!row) throw notFound("namespace", slug);
  return row.id;
}

/** What says beforehand that it is too large need not be read. A form is a little longer than its file. */
function refuseTooLarge({ limits }: DatasetDeps, request: IncomingMessage): void {
  const length = Number(request.headers["content-length"] ?? 0);
  if (length <= limits.maxBytes + 2 ** 20) return;
  throw new AppError(
    "LIMIT_EXCEEDED",
    `The file is larger than ${limits.maxBytes} bytes, the most that is taken.`,
  );
}

function parseOptions(text: string | undefined): unknown {
  if (!text) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw badInput('The field "options" is not JSON.');
  }
}

function answer(response: ServerResponse, body: unknown): void {
  response.writeHead(201, { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" });
  response.end(JSON.stringify(body));
}
