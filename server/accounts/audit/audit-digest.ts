import { canonicalDigest } from "../../core/canonical-json";

const secretKey =
  /^(password|passwordhash|hash|token|tokenhash|secret|code|authorization|cookie|apikey|privatekey)$/i;

/** SHA-256 of a resource's canonical JSON with secrets left out, as 64 hexadecimal digits; null for nothing. */
export function auditDigest(resource: unknown): string | null {
  return resource === undefined || resource === null ? null : canonicalDigest(withoutSecrets(resource));
}

/** A copy without members named like secrets, at any depth. */
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  const kept = Object.entries(value).filter(([key]) => !secretKey.test(key));
  return Object.fromEntries(kept.map(([key, member]) => [key, withoutSecrets(member)]));
}
