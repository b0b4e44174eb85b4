import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import type { Context } from "../../core/context";
import { parseInput } from "../../core/parse-input";
import type { AccountDeps } from "../account-deps";
import { exportAudit } from "./export-audit";

const pointInTime = z
  .string()
  .refine((text) => !Number.isNaN(Date.parse(text)), "Write a point in time as 2026-01-31T09:30:00Z.")
  .transform((text) => new Date(text));

const auditQuery = z.object({
  namespace: z.string().optional(),
  as: z.enum(["csv", "ndjson"]).default("csv"),
  actor: z.string().optional(),
  action: z.string().optional(),
  resource: z.string().optional(),
  resourceId: z.string().optional(),
  outcome: z.string().optional(),
  text: z.string().optional(),
  from: pointInTime.optional(),
  to: pointInTime.optional(),
});

/**
 * GET /downloads/audit?namespace=<slug>&as=csv|ndjson, and the list's filters: a namespace's entries, without a
 * namespace the instance's. @throws NOT_FOUND, FORBIDDEN, UNAUTHENTICATED, BAD_USER_INPUT before the first byte
 */
export async function downloadAudit(
  deps: AccountDeps,
  context: Context,
  query: URLSearchParams,
  response: ServerResponse,
): Promise<void> {
  const { namespace, as, ...filter } = parseInput(auditQuery, Object.fromEntries(query));
  const namespaceId = namespace === undefined ? null : await namespaceOf(deps, context, namespace);
  const file = await exportAudit(deps, context, { namespaceId, filter, format: as });
  response.writeHead(200, {
    "content-type": file.contentType,
    "content-disposition": `attachment; filename="${file.fileName}"`,
    "cache-control": "no-store",
  });
  await pipeline(Readable.from(file.chunks), response);
}

async function namespaceOf(
  { database, access }: AccountDeps,
  context: Context,
  slug: string,
): Promise<string> {
  const found = await database.client.namespace.findUnique({ where: { slug }, select: { id: true } });
  await access.requireOn(context, "audit:read", { thing: "namespace", id: slug, namespaceId: found?.id });
  return found!.id;
}
