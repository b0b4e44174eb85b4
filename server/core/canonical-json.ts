import { createHash } from "node:crypto";

/**
 * JSON with sorted keys, so that equal values give equal text whatever order their keys were set in. `undefined`
 * members are left out, as in JSON; instants become ISO strings and big integers decimal strings.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value)) ?? "null";
}

/** SHA-256 of the canonical JSON, as 64 hexadecimal digits. */
export function canonicalDigest(value: unknown): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex");
}

function sorted(value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  // Entries keep "__proto__" an ordinary key; assignment would not.
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(entries.map(([key, member]) => [key, sorted(member)]));
}
