import { open } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { byteRange } from "./byte-range";

/** Sends a file, or the part of it that was asked for; a HEAD request gets the headers alone. */
export async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  headers: { readonly etag: string; readonly "content-type": string; readonly "content-disposition": string },
): Promise<void> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const common = { ...headers, "accept-ranges": "bytes", "cache-control": "private, no-cache" };
    if (request.headers["if-none-match"] === headers.etag) {
      response.writeHead(304, common).end();
      return;
    }
    // A part of another version of the file would not fit to what the client has.
    const stale = request.headers["if-range"] !== undefined && request.headers["if-range"] !== headers.etag;
    const range = stale ? null : byteRange(request.headers.range, size);
    if (range === "unsatisfiable") {
      response.writeHead(416, { "content-range": `bytes */${size}` }).end();
      return;
    }
    const { start, end } = range ?? { start: 0, end: size - 1 };
    response.writeHead(range ? 206 : 200, {
      ...common,
      "content-length": end - start + 1,
      ...(range && { "content-range": `bytes ${start}-${end}/${size}` }),
    });
    if (request.method === "HEAD" || size === 0) response.end();
    else await pipeline(file.createReadStream({ start, end, autoClose: false }), response);
  } finally {
    await file.close();
  }
}
