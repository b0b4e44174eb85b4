import type { Row } from "../tables/table";

/** What a value is, for a sentence such as "returned a list". */
export function nameOfValue(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Why a row cannot be used that has no column of this name. */
export function missingColumn(row: Row, key: string): string {
  return `has no column "${key}"; there is ${Object.keys(row).join(", ") || "none"}`;
}
