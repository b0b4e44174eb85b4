import type { Context } from "../../core/context";
import type { Database } from "../../core/database";
import { badInput } from "../../core/errors";
import { sql } from "../../core/rowset";
import type { AccountDeps } from "../account-deps";
import { type AuditFilter, type AuditPosition, auditConditions } from "./audit-filter";

export interface AuditEntryView {
  id: string;
  at: Date;
  namespaceId: string | null;
  actor: string;
  actorName: string;
  tokenId: string | null;
  action: string;
  resource: string;
  resourceId: string | null;
  outcome: string;
  beforeDigest: string | null;
  afterDigest: string | null;
  details: unknown;
  requestId: string;
  ip: string | null;
  userAgent: string | null;
}

export interface AuditPage {
  entries: AuditEntryView[];
  /** Give it as `after` for the next page; null on the last one. */
  next: string | null;
}

/**
 * Audit entries, newest first: of one namespace for those with audit:read, of the whole instance (namespaceId null) for
 * its administrators. `first` is 1 to 100.
 */
export async function listAudit(
  deps: AccountDeps,
  context: Context,
  input: { namespaceId: string | null; filter?: AuditFilter; first?: number; after?: string | null },
): Promise<AuditPage> {
  const { namespaceId, filter = {} } = input;
  await requireAuditRead(deps, context, namespaceId);
  const first = Math.min(Math.max(1, input.first ?? 50), 100);
  const after = input.after ? parsePosition(input.after) : null;
  const entries = await readAudit(deps.database, { namespaceId, filter, after, limit: first + 1 });
  const page = entries.slice(0, first);
  const last = page.at(-1);
  return { entries: page, next: last && entries.length > first ? auditCursor(last) : null };
}

export async function requireAuditRead(
  { access }: AccountDeps,
  context: Context,
  namespaceId: string | null,
): Promise<void> {
  if (namespaceId) await access.require(context, "audit:read", namespaceId);
  else await access.requireInstanceAdmin(context);
}

/** Entries without a question of permission, newest first. */
export async function readAudit(
  database: Database,
  input: { namespaceId: string | null; filter: AuditFilter; after: AuditPosition | null; limit: number },
): Promise<AuditEntryView[]> {
  const where = auditConditions(database.provider, input);
  const found = await database.client.$queryRaw<{ id: string }[]>(
    sql`SELECT "id" FROM "AuditEntry" WHERE ${where} ORDER BY "at" DESC, "id" DESC LIMIT ${input.limit}`,
  );
  const rows = await database.client.auditEntry.findMany({
    where: { id: { in: found.map(({ id }) => id) } },
    orderBy: [{ at: "desc" }, { id: "desc" }],
  });
  return rows.map((row) => ({ ...row, details: JSON.parse(row.details) as unknown }));
}

/** Where an entry stands in the order of the list, opaque to clients. */
export const auditCursor = ({ at, id }: AuditPosition): string =>
  Buffer.from(`${at.getTime()} ${id}`).toString("base64url");

function parsePosition(cursor: string): AuditPosition {
  const found = /^(\d{1,15}) (\S{1,64})$/.exec(Buffer.from(cursor, "base64url").toString());
  if (!found) throw badInput("This is no cursor of the audit list.");
  return { at: new Date(Number(found[1])), id: found[2] ?? "" };
}
