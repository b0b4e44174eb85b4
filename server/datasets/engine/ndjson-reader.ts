import type { DuckDBConnection } from "@duckdb/node-api";
import { quoteName, quoteText } from "./sql-text";

type Structure = string | readonly Structure[] | { readonly [key: string]: Structure };

/** Objects with more keys than this are maps rather than records: they stay JSON. */
const mostFields = 200;

/**
 * A table function call that reads an NDJSON file with the types that its whole content has. DuckDB's own detection
 * would turn texts that look like dates, times or UUIDs into such, and a row that passes through must not change.
 */
export async function ndjsonReader(connection: DuckDBConnection, path: string): Promise<string> {
  const text = `SELECT json_group_structure(json) FROM read_ndjson_objects(${quoteText(path)})`;
  const [row] = (await connection.runAndReadAll(text)).getRows();
  const structure = JSON.parse(String(row?.[0] ?? "null")) as Structure | null;
  const fields =
    structure && typeof structure === "object" && !Array.isArray(structure) ? Object.entries(structure) : [];
  if (fields.length === 0) return "(SELECT NULL AS empty WHERE false)";
  const columns = fields.map(([name, type]) => `${quoteText(name)}: ${quoteText(sqlType(type))}`);
  return `read_json(${quoteText(path)}, format = 'newline_delimited', columns = {${columns.join(", ")}})`;
}

/** The SQL type of a structure as `json_group_structure` tells it. */
export function sqlType(structure: Structure): string {
  if (Array.isArray(structure)) return `${sqlType((structure as readonly Structure[])[0] ?? "JSON")}[]`;
  if (typeof structure === "object") {
    const fields = Object.entries(structure);
    if (fields.length === 0 || fields.length > mostFields) return "JSON";
    return `STRUCT(${fields.map(([name, type]) => `${quoteName(name)} ${sqlType(type)}`).join(", ")})`;
  }
  switch (structure) {
    case "UBIGINT":
      // Unsigned numbers cannot be subtracted below zero, which nobody expects of a number in JSON.
      return "BIGINT";
    case "NULL":
      return "VARCHAR";
    case "BOOLEAN":
    case "BIGINT":
    case "DOUBLE":
    case "VARCHAR":
    case "JSON":
      return structure;
    default:
      return "JSON";
  }
}
