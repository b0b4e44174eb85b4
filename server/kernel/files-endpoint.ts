import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import type { AccountDeps } from "../accounts/account-deps";
import { exportAudit } from "../accounts/audit/export-audit";
import type { RequestAuth } from "../accounts/authenticate-request";
import type { Context } from "../core/context";
import { notFound } from "../core/errors";
import { parseInput } from "../core/parse-input";
import type { DatasetDeps } from "../datasets/dataset-deps";
import { downloadDataset } from "../datasets/http/download-dataset";
import { uploadDataset } from "../datasets/http/upload-dataset";
import { identify } from "./identify";

interface FilesDeps {
  readonly auth: RequestAuth;
  readonly accounts: AccountDeps;
  readonly datasets: DatasetDeps;
}

/** What is too large for GraphQL: streamed in and out over plain HTTP, nothing held in memory. */
export function createFilesEndpoint({ auth, accounts, datasets }: FilesDeps) {
  return {
    async upload(request: IncomingMessage, response: ServerResponse, requestId: string): Promise<void> {
      await uploadDataset(datasets, await identify(auth, request, requestId), request, response);
    },
    async download(request: IncomingMessage, response: ServerResponse, requestId: string): Promise<void> {
      const context = await identify(auth, request, requestId);
      const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
      if (pathname.startsWith("/downloads/datasets/"))
        await downloadDataset(datasets, context, request, response);
      else if (pathname === "/downloads/audit")
        await downloadAudit(accounts, context, searchParams, response);
      else throw notFound("download", pathname);
    },
  };
}

const auditQuery = z.object({
  namespace: z.string().optional(),
  as: z.enum(["csv", "ndjson"]).default("csv"),
  actor: z.string().optional(),
  action: z.string().optional(),
  resource: z.string().optional(),
  resourceId: z.string().optional(),
  outcome: z.string().optional(),
  text: z.string().optional(),
  from: z.coerce.date().optional(),
  to: z.coerce.date().optional(),
});

/** `?namespace=<slug>` for a namespace's entries, without it the instance's; `&as=csv|ndjson` and the list's filters. */
async function downloadAudit(
  deps: AccountDeps,
  context: Context,
  query: URLSearchParams,
  response: ServerResponse,
): Promise<void> {
  const { namespace, as, ...filter } = parseInput(auditQuery, Object.fromEntries(query));
  const found = namespace
    ? await deps.database.client.namespace.findUnique({ where: { slug: namespace } })
    : null;
  if (namespace)
    await deps.access.requireOn(context, "audit:read", {
      thing: "namespace",
      id: namespace,
      namespaceId: found?.id,
    });
  const file = await exportAudit(deps, context, {
    namespaceId: found?.id ?? null,
    filter,
    format: as,
  });
  response.writeHead(200, {
    "content-type": file.contentType,
    "content-disposition": `attachment; filename="${file.fileName}"`,
    "cache-control": "no-store",
  });
  await pipeline(Readable.from(file.chunks), response);
}
