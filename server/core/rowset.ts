import { join, raw, sql as runtimeSql, type Sql } from "@prisma/client-runtime-utils";
import type { Provider } from "./database";

/** A parametrised SQL fragment; works as a template tag on both providers. Quote identifiers: "streamId". */
export const sql = runtimeSql;
export { join, raw, type Sql };

export type ColumnType = "text" | "int" | "bigint" | "real" | "bool" | "instant";

const postgresTypes: Record<ColumnType, string> = {
  text: "text",
  int: "integer",
  bigint: "bigint",
  real: "double precision",
  bool: "boolean",
  instant: "timestamp(3)",
};

/**
 * Many rows as one parameter: a table expression named `r` with the given columns, in the order of `items` where
 * the database keeps it (add an explicit position column where order matters). One statement writes thousands
 * of rows this way.
 * @example tx.client.$executeRaw(sql`INSERT INTO "Event" ("streamId") SELECT r."streamId" FROM ${rows(tx.provider, { streamId: "text" }, items)}`)
 */
export function rows<Columns extends Record<string, ColumnType>>(
  provider: Provider,
  columns: Columns,
  items: ReadonlyArray<{
    readonly [Name in keyof Columns]: string | number | bigint | boolean | Date | null;
  }>,
): Sql {
  const json = JSON.stringify(items, (_key, value) => (typeof value === "bigint" ? value.toString() : value));
  const names = Object.entries(columns);
  if (provider === "postgresql") {
    const list = names.map(([name, type]) => `"${name}" ${postgresTypes[type]}`).join(", ");
    return sql`jsonb_to_recordset(${json}::jsonb) AS r(${raw(list)})`;
  }
  const list = names.map(([name, type]) => `${sqliteValue(name, type)} AS "${name}"`).join(", ");
  return sql`(SELECT ${raw(list)} FROM json_each(${json})) AS r`;
}

function sqliteValue(name: string, type: ColumnType): string {
  const value = `(value->>'$.${name}')`;
  if (type === "bigint") return `CAST(${value} AS INTEGER)`;
  // Prisma stores instants as 2026-01-01T00:00:00.000+00:00; JSON gives them with a trailing Z.
  if (type === "instant") return `replace(${value}, 'Z', '+00:00')`;
  return value;
}

/** An instant as a parameter that compares correctly with stored ones on both providers. */
export function instant(provider: Provider, date: Date): Sql {
  const text = date.toISOString();
  return provider === "postgresql" ? sql`${text}::timestamp(3)` : sql`${text.replace("Z", "+00:00")}`;
}
