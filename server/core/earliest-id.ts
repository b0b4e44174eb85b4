/**
 * The smallest id that could have been made at or after `time`: ids are UUIDs of version 7 (RFC 9562), whose first 48 bits are
 * the milliseconds since 1970. With it a span of time is a range of the primary key, and needs no index of its own.
 */
export function earliestId(time: Date): string {
  const millis = Math.max(0, Math.floor(time.getTime())).toString(16).padStart(12, "0");
  return `${millis.slice(0, 8)}-${millis.slice(8)}-7000-8000-000000000000`;
}
