import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import busboy from "busboy";
import { AppError, badInput } from "../../core/errors";

/** What came beside the file. */
export interface UploadForm<Received> {
  readonly fields: ReadonlyMap<string, readonly string[]>;
  readonly file: Received;
}

const limits = { files: 1, fields: 50, fieldSize: 64 * 1024, fieldNameSize: 100, headerPairs: 50 };

/**
 * Reads a multipart form with one file, which is handed to `receive` while it arrives. Fields may come before or after
 * it. Rejects with what `receive` rejects with; BAD_USER_INPUT for a form without a file, with two, or broken off.
 */
export function readUploadForm<Received>(
  request: IncomingMessage,
  receive: (fileName: string, body: Readable) => Promise<Received>,
): Promise<UploadForm<Received>> {
  return new Promise((resolve, reject) => {
    let received: Promise<Received> | null = null;
    const fields = new Map<string, string[]>();
    const parser = createParser(request);
    const fail = (error: unknown) => {
      request.unpipe(parser);
      parser.destroy();
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    parser.on("file", (_field, body, { filename }) => {
      received = receive(filename ?? "", body);
      received.catch(fail);
    });
    parser.on("field", (name, value, { valueTruncated }) => {
      if (valueTruncated) return fail(badInput(`The field "${name}" is too long.`));
      fields.set(name, [...(fields.get(name) ?? []), value]);
    });
    parser.on("filesLimit", () => fail(badInput("One file at a time.")));
    parser.on("fieldsLimit", () => fail(badInput("The form has too many fields.")));
    parser.on("error", (error) => fail(badInput(`The form cannot be read: ${(error as Error).message}.`)));
    parser.on("close", () => {
      if (!received) return fail(badInput("The form has no file."));
      received.then((file) => resolve({ fields, file }), reject);
    });
    const cut = () => fail(new AppError("CANCELLED", "The upload was broken off."));
    request.once("aborted", cut);
    request.once("error", cut);
    request.pipe(parser);
  });
}

/** @throws BAD_USER_INPUT for a content type that does not say where the parts end */
function createParser({ headers }: IncomingMessage): ReturnType<typeof busboy> {
  try {
    return busboy({ headers, limits, defParamCharset: "utf8" });
  } catch (error) {
    throw badInput(`The form cannot be read: ${(error as Error).message}.`);
  }
}
