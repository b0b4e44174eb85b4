/**
 * A key for one intent of the person at the page: a request that is repeated with it is carried out once. Not
 * `crypto.randomUUID`, which browsers withhold on plain-HTTP addresses other than localhost.
 */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
