import type { Problem } from "../../core/errors";
import { type Engine, openEngine } from "./open-engine";

/** Functions that may stand where a table stands. What reads files, settings or other SQL is not among them. */
const tableFunctions = new Set(["range", "generate_series", "unnest", "json_each", "json_tree", "repeat"]);

/** Functions that tell of the server rather than of the data. */
const privateFunctions = new Set(["current_setting", "current_query", "getenv", "getvariable", "write_log"]);

interface Parsed {
  readonly error: boolean;
  readonly error_type?: string;
  readonly error_message?: string;
  readonly position?: string;
  readonly statements?: readonly unknown[];
}

let parser: Promise<Engine> | null = null;

/** Without the semicolon that many people end a statement with, so that it can stand in brackets. */
export const withoutSemicolon = (sql: string): string => sql.replace(/[;\s]+$/, "");

/**
 * What is wrong with a query before it runs: it does not parse, is not one SELECT, names tables other than `tables` and
 * its own WITH parts, or reaches for what is not data. Columns and types are known only when it runs.
 */
export async function checkSql(sql: string, tables: readonly string[]): Promise<readonly Problem[]> {
  const parsed = await parse(sql);
  const only = "Only one SELECT statement is allowed here (WITH and FROM … SELECT too; PIVOT is not).";
  if (parsed.error) {
    if (parsed.error_type === "not implemented")
      return [{ code: "sql-statement", message: only, ...place("") }];
    const message = `The SQL does not parse: ${parsed.error_message}.`;
    return [{ code: "sql-syntax", message, ...placeOfPoint(sql, Number(parsed.position ?? 0)) }];
  }
  if (parsed.statements?.length !== 1) return [{ code: "sql-statement", message: only, ...place("") }];
  const found: Findings = {
    problems: [],
    names: new Set(tables.map((name) => name.toLowerCase())),
    tables,
    sql,
  };
  collectNames(parsed.statements[0], found);
  visit(parsed.statements[0], found);
  return found.problems;
}

async function parse(sql: string): Promise<Parsed> {
  parser ??= openEngine({ memoryMegabytes: 100, threads: 1, folders: [] });
  const connection = await (await parser).connect();
  try {
    const reader = await connection.runAndReadAll("SELECT json_serialize_sql($1::VARCHAR)", [sql]);
    return JSON.parse(quoteInfinity(String(reader.getRows()[0]?.[0]))) as Parsed;
  } finally {
    connection.closeSync();
  }
}

/** The engine writes a number beyond its largest (`1e400`) as JSON has no word for; texts in JSON hold no bare line of it. */
const quoteInfinity = (json: string): string => json.replace(/("value":)(-?Infinity|NaN)(?=[,}])/g, '$1"$2"');

interface Findings {
  readonly problems: Problem[];
  /** Tables and WITH parts, in lower case. */
  readonly names: Set<string>;
  readonly tables: readonly string[];
  readonly sql: string;
}

type SqlNode = Readonly<Record<string, unknown>>;

function children(node: unknown): readonly unknown[] {
  if (typeof node !== "object" || node === null) return [];
  return Array.isArray(node) ? node : Object.values(node);
}

/** WITH parts are looked for first, wherever they stand: a name that is out of scope is the engine's to refuse. */
function collectNames(node: unknown, found: Findings): void {
  const map = (node as { cte_map?: { map?: readonly { key: string }[] } } | null)?.cte_map?.map;
  for (const { key } of map ?? []) found.names.add(key.toLowerCase());
  for (const child of children(node)) collectNames(child, found);
}

function visit(node: unknown, found: Findings): void {
  const { type } = (node ?? {}) as SqlNode;
  if (type === "BASE_TABLE") visitTable(node as SqlNode, found);
  else if (type === "TABLE_FUNCTION") visitTableFunction((node as { function: SqlNode }).function, found);
  else if (type === "SHOW_REF" && !(node as SqlNode).query)
    report(node as SqlNode, found, "sql-statement", "SHOW is not available here.");
  else if (type === "FUNCTION" && privateFunctions.has(String((node as SqlNode).function_name))) {
    const message = `The function ${(node as SqlNode).function_name} is not available here.`;
    report(node as SqlNode, found, "sql-function", message);
  }
  for (const child of children(node)) visit(child, found);
}

function visitTable(node: SqlNode, found: Findings): void {
  const name = String(node.table_name);
  if (node.schema_name === "" && node.catalog_name === "" && found.names.has(name.toLowerCase())) return;
  const known = found.tables.map((table) => `"${table}"`).join(", ");
  report(node, found, "sql-table", `There is no table "${name}" here; there is ${known}.`);
}

function visitTableFunction(call: SqlNode, found: Findings): void {
  const name = String(call.function_name);
  if (tableFunctions.has(name.toLowerCase())) return;
  report(
    call,
    found,
    "sql-function",
    `The table function ${name} is not available here: a query sees only its tables.`,
  );
}

function report(node: SqlNode, { problems, sql }: Findings, code: string, message: string): void {
  problems.push({ code, message, ...placeOfByte(sql, Number(node.query_location)) });
}

/** The parser counts the places of errors in code points … */
const placeOfPoint = (sql: string, points: number) => place([...sql].slice(0, points).join(""));

/** … and those of tables and functions in bytes; what it made up itself lies beyond the end. */
function placeOfByte(sql: string, bytes: number): { line?: number; column?: number } {
  const text = Buffer.from(sql);
  return bytes > text.length ? {} : place(text.subarray(0, bytes).toString());
}

/** Line and column, both from 1, behind a text. */
function place(before: string): { line: number; column: number } {
  const lines = before.split("\n");
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
