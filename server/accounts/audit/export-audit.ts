import type { Context } from "../../core/context";
import type { AccountDeps } from "../account-deps";
import type { AuditFilter, AuditPosition } from "./audit-filter";
import { type AuditEntryView, readAudit, requireAuditRead } from "./list-audit";
import { recordAudit } from "./record-audit";

export interface AuditExport {
  fileName: string;
  contentType: string;
  /** Text, a page of entries at a time: an export of millions holds one page in memory. */
  chunks: AsyncGenerator<string>;
}

/** SQLite takes 999 parameters in a statement. */
const pageSize = 500;

/** Everything a filter finds, newest first, as a file. The export is itself an audit entry. */
export async function exportAudit(
  deps: AccountDeps,
  context: Context,
  input: { namespaceId: string | null; filter?: AuditFilter; format: "csv" | "ndjson" },
): Promise<AuditExport> {
  const { namespaceId, format, filter = {} } = input;
  await requireAuditRead(deps, context, namespaceId);
  const at = deps.clock.now();
  await deps.database.transaction(async (tx) =>
    recordAudit(tx, context, {
      at,
      namespaceId,
      action: "audit.export",
      resource: "audit",
      resourceId: null,
      details: { format, filter },
    }),
  );
  const day = at.toISOString().slice(0, 10);
  return {
    fileName: `audit-${day}.${format}`,
    contentType: format === "csv" ? "text/csv; charset=utf-8" : "application/x-ndjson; charset=utf-8",
    chunks:
      format === "csv" ? csv(pages(deps, namespaceId, filter)) : ndjson(pages(deps, namespaceId, filter)),
  };
}

async function* pages(
  { database }: AccountDeps,
  namespaceId: string | null,
  filter: AuditFilter,
): AsyncGenerator<AuditEntryView[]> {
  let after: AuditPosition | null = null;
  while (true) {
    const entries: AuditEntryView[] = await readAudit(database, {
      namespaceId,
      filter,
      after,
      limit: pageSize,
    });
    if (entries.length > 0) yield entries;
    after = entries.at(-1) ?? null;
    if (entries.length < pageSize) return;
  }
}

async function* ndjson(source: AsyncGenerator<AuditEntryView[]>): AsyncGenerator<string> {
  for await (const entries of source) yield entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
}

const columns = [
  "at",
  "namespaceId",
  "actor",
  "actorName",
  "tokenId",
  "action",
  "resource",
  "resourceId",
  "outcome",
  "beforeDigest",
  "afterDigest",
  "details",
  "requestId",
  "ip",
  "userAgent",
  "id",
] as const satisfies readonly (keyof AuditEntryView)[];

async function* csv(source: AsyncGenerator<AuditEntryView[]>): AsyncGenerator<string> {
  // The mark makes spreadsheets read UTF-8.
  yield `\uFEFF${columns.join(",")}\r\n`;
  for await (const entries of source)
    yield entries.map((entry) => `${columns.map((column) => csvCell(entry[column])).join(",")}\r\n`).join("");
}

/** RFC 4180; a leading apostrophe keeps spreadsheets from running what users typed (OWASP, CSV injection). */
function csvCell(value: unknown): string {
  if (value === null || value === undefined) return "";
  const text =
    value instanceof Date ? value.toISOString() : typeof value === "string" ? value : JSON.stringify(value);
  const harmless = /^[\s]*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
