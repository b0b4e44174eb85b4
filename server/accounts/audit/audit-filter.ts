import type { Provider } from "../../core/database";
import { instant, join, type Sql, sql } from "../../core/rowset";

/** Which entries to show; everything given must hold. */
export interface AuditFilter {
  /** As entries name actors: "user:<id>", "system:<component>" or "anonymous". */
  actor?: string | null;
  /** One action ("run.cancel"), or with a dot at its end all of a kind ("run."). */
  action?: string | null;
  resource?: string | null;
  resourceId?: string | null;
  /** "ok", an error code, or "refused" for all that are not ok. */
  outcome?: string | null;
  /** At or after. */
  from?: Date | null;
  /** Before. */
  to?: Date | null;
  /** Part of the actor's name, the action, the resource's id, the details, the address or the request id. */
  text?: string | null;
}

/** Where a page ended: the last entry's instant and id. */
export interface AuditPosition {
  at: Date;
  id: string;
}

/** The conditions of a page, newest first, as SQL over "AuditEntry". */
export function auditConditions(
  provider: Provider,
  input: { namespaceId: string | null; filter: AuditFilter; after: AuditPosition | null },
): Sql {
  const { namespaceId, filter, after } = input;
  const conditions = [sql`1 = 1`];
  const equal = (value: string | null | undefined, condition: (value: string) => Sql) => {
    if (value) conditions.push(condition(value));
  };
  equal(namespaceId, (value) => sql`"namespaceId" = ${value}`);
  equal(filter.actor, (value) => sql`"actor" = ${value}`);
  equal(filter.action, (value) =>
    value.endsWith(".") ? sql`"action" LIKE ${`${escaped(value)}%`} ESCAPE '\\'` : sql`"action" = ${value}`,
  );
  equal(filter.resource, (value) => sql`"resource" = ${value}`);
  equal(filter.resourceId, (value) => sql`"resourceId" = ${value}`);
  equal(filter.outcome, (value) =>
    value === "refused" ? sql`"outcome" <> 'ok'` : sql`"outcome" = ${value}`,
  );
  equal(filter.text?.trim(), textCondition);
  if (filter.from) conditions.push(sql`"at" >= ${instant(provider, filter.from)}`);
  if (filter.to) conditions.push(sql`"at" < ${instant(provider, filter.to)}`);
  if (after) {
    const at = instant(provider, after.at);
    conditions.push(sql`("at" < ${at} OR ("at" = ${at} AND "id" < ${after.id}))`);
  }
  return join(conditions, " AND ");
}

/** `lower` on both sides: LIKE alone tells capitals apart on PostgreSQL and not on SQLite. */
function textCondition(text: string): Sql {
  const pattern = `%${escaped(text.slice(0, 200)).toLowerCase()}%`;
  const like = (column: Sql) => sql`lower(${column}) LIKE ${pattern} ESCAPE '\\'`;
  const columns = [
    sql`"actorName"`,
    sql`"action"`,
    sql`coalesce("resourceId", '')`,
    sql`"details"`,
    sql`coalesce("ip", '')`,
    sql`"requestId"`,
  ];
  return sql`(${join(columns.map(like), " OR ")})`;
}

const escaped = (text: string): string => text.replace(/[\\%_]/g, "\\$&");
