import { canonicalJson } from "../../core/canonical-json";
import { actorName, type Context } from "../../core/context";
import type { BulkWrite, Transaction } from "../../core/database";
import { newId } from "../../core/ids";
import { rows, sql } from "../../core/rowset";
import { auditDigest, withoutSecrets } from "./audit-digest";

export interface AuditNote {
  at: Date;
  /** Null for what concerns the whole instance. */
  namespaceId: string | null;
  /** What was done, for example "pipeline.update". */
  action: string;
  /** The kind of thing it was done to, for example "pipeline". */
  resource: string;
  resourceId: string | null;
  /** "ok" unless told otherwise; an error code for what was refused. */
  outcome?: string;
  /** The resource before and after; only digests are kept, secrets left out. */
  before?: unknown;
  after?: unknown;
  /** Facts for people, kept as they are; members named like secrets are left out. */
  details?: Record<string, unknown>;
}

/** Writes an audit entry with the commit of the change it tells of: neither is there without the other. */
export function recordAudit(tx: Transaction, context: Context, note: AuditNote): void {
  const { actor } = context;
  tx.later(auditEntries, {
    id: newId(),
    at: note.at,
    namespaceId: note.namespaceId,
    actor: actorName(actor),
    userId: actor.kind === "user" || actor.kind === "token" ? actor.userId : null,
    tokenId: actor.kind === "token" ? actor.tokenId : null,
    action: note.action,
    resource: note.resource,
    resourceId: note.resourceId,
    outcome: note.outcome ?? "ok",
    beforeDigest: auditDigest(note.before),
    afterDigest: auditDigest(note.after),
    details: canonicalJson(withoutSecrets(note.details ?? {})),
    requestId: context.requestId,
    ip: context.ip,
    userAgent: context.userAgent?.slice(0, 300) ?? null,
  });
}

const columns = {
  id: "text",
  at: "instant",
  namespaceId: "text",
  actor: "text",
  userId: "text",
  tokenId: "text",
  action: "text",
  resource: "text",
  resourceId: "text",
  outcome: "text",
  beforeDigest: "text",
  afterDigest: "text",
  details: "text",
  requestId: "text",
  ip: "text",
  userAgent: "text",
} as const;

type AuditRow = { readonly [Name in keyof typeof columns]: string | Date | null };

/** The join keeps the name that people know the actor by at this moment. */
const auditEntries: BulkWrite<AuditRow> = {
  name: "audit entries",
  async write(tx, items) {
    await tx.client.$executeRaw(sql`
      INSERT INTO "AuditEntry" ("id", "at", "namespaceId", "actor", "actorName", "tokenId", "action", "resource",
        "resourceId", "outcome", "beforeDigest", "afterDigest", "details", "requestId", "ip", "userAgent")
      SELECT r."id", r."at", r."namespaceId", r."actor", coalesce(u."name", r."actor"), r."tokenId", r."action",
        r."resource", r."resourceId", r."outcome", r."beforeDigest", r."afterDigest", r."details", r."requestId",
        r."ip", r."userAgent"
      FROM ${rows(tx.provider, columns, items)} LEFT JOIN "User" u ON u."id" = r."userId"`);
  },
};
