import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { actorName, type Context } from "../../core/context";
import { AppError } from "../../core/errors";
import { newId } from "../../core/ids";
import { chooseFormat, type FormatChoice } from "../choose-format";
import type { DatasetDeps } from "../dataset-deps";
import type { Preview } from "../formats/format";
import { readHead } from "../read-head";
import { readUploadRecord, uploadFiles } from "./upload-record";

export interface UploadPreview extends Preview {
  readonly format: string;
  /** What the preview was made with, every default filled in: send it with the import to get the same. */
  readonly options: unknown;
}

/** A preview that takes longer has met a file that no person should wait for. */
const previewMillis = 20_000;
const defaultRows = 50;

/**
 * The first rows of an upload as an import with these options would read them.
 * @throws NOT_FOUND, FORBIDDEN, BAD_USER_INPUT, LIMIT_EXCEEDED, TIMED_OUT
 */
export async function previewUpload(
  deps: DatasetDeps,
  context: Context,
  input: { namespaceId: string; uploadId: string; rows?: number | null } & FormatChoice,
  signal?: AbortSignal,
): Promise<UploadPreview> {
  const { namespaceId, uploadId } = input;
  await deps.access.require(context, "dataset:write", namespaceId);
  const wanted = { id: uploadId, namespaceId, owner: actorName(context.actor) };
  const upload = await readUploadRecord(deps.folder, wanted);
  const files = uploadFiles(deps.folder, upload);
  const { format, options } = chooseFormat(input, { name: upload.fileName, head: await readHead(files.raw) });
  const scratchFolder = join(files.folder, `preview-${newId()}`);
  await mkdir(scratchFolder);
  const late = new AbortController();
  const cancelLate = deps.clock.after(previewMillis, () =>
    late.abort(new AppError("TIMED_OUT", "The preview took too long; the file may still be imported.")),
  );
  try {
    const preview = await deps.pool.run(
      {
        kind: "preview",
        format: format.kind,
        options,
        rawFile: files.raw,
        scratchFolder,
        limits: deps.limits,
        rows: Math.min(200, Math.max(1, input.rows ?? defaultRows)),
      },
      { signal: signal ? AbortSignal.any([signal, late.signal]) : late.signal },
    );
    return { ...preview, format: format.kind, options };
  } finally {
    cancelLate();
    await rm(scratchFolder, { recursive: true, force: true });
  }
}
