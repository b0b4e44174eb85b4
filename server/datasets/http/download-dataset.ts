import type { IncomingMessage, ServerResponse } from "node:http";
import { extname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Context } from "../../core/context";
import { AppError, badInput } from "../../core/errors";
import type { DatasetDeps } from "../dataset-deps";
import { datasetFiles } from "../dataset-files";
import type { Column } from "../engine/column";
import { readBatches } from "../engine/read-batches";
import { findDataset, requireReady } from "../find-dataset";
import { contentDisposition } from "./content-disposition";
import { sendFile } from "./send-file";
import { csvText, jsonText, ndjsonText, type TableText } from "./table-texts";

const tables: Readonly<Record<string, { type: string; ending: string; text: TableText }>> = {
  json: { type: "application/json; charset=utf-8", ending: ".json", text: jsonText },
  ndjson: { type: "application/x-ndjson; charset=utf-8", ending: ".ndjson", text: ndjsonText },
  csv: { type: "text/csv; charset=utf-8", ending: ".csv", text: csvText },
};

/**
 * GET /downloads/datasets/<id>?as=raw|json|ndjson|csv[&bom=1]: the raw file (with Range), or the table as text, made
 * while it is sent, no faster than it is taken. `bom=1` marks a CSV as UTF-8 for spreadsheets.
 * Throws NOT_FOUND, FORBIDDEN, UNAUTHENTICATED, BAD_USER_INPUT, UNAVAILABLE before the first byte.
 */
export async function downloadDataset(
  deps: DatasetDeps,
  context: Context,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== "GET" && request.method !== "HEAD") throw badInput("A download is a GET request.");
  const url = new URL(request.url ?? "/", "http://localhost");
  const id = decodeURIComponent(url.pathname.split("/").at(-1) ?? "").replace(/^dataset_/, "");
  const dataset = await findDataset(deps, context, "dataset:read", id);
  const as = url.searchParams.get("as") ?? "raw";
  const files = datasetFiles(deps.folder, dataset);
  if (as === "raw") {
    return sendFile(request, response, files.raw, {
      etag: `"${dataset.rawSha256}"`,
      // Never a type that a browser would render from our own address.
      "content-type": "application/octet-stream",
      "content-disposition": contentDisposition(
        dataset.fileName ?? `${dataset.name}${extname(dataset.name)}`,
      ),
    });
  }
  const table = Object.hasOwn(tables, as) ? tables[as] : undefined;
  if (!table) throw badInput(`"as" is raw, ${Object.keys(tables).join(" or ")}, not "${as}".`);
  requireReady(dataset);
  response.writeHead(200, {
    "content-type": table.type,
    "content-disposition": contentDisposition(`${dataset.name}${table.ending}`),
    "cache-control": "private, no-store",
  });
  if (request.method === "HEAD") {
    response.end();
    return;
  }
  const gone = new AbortController();
  response.once("close", () => gone.abort(new AppError("CANCELLED", "The client went away.")));
  const batches = readBatches(deps.reader, files.table, { signal: gone.signal });
  const text = table.text(JSON.parse(dataset.columns ?? "[]") as Column[], batches);
  const marked = as === "csv" && url.searchParams.get("bom") === "1" ? withMark(text) : text;
  await pipeline(Readable.from(marked), response).catch((error: unknown) => {
    // Somebody who closes the connection has what they wanted; anything else cuts the answer short visibly.
    if (!gone.signal.aborted) throw error;
  });
}

async function* withMark(text: AsyncIterable<string>): AsyncGenerator<string> {
  yield "\ufeff";
  yield* text;
}
