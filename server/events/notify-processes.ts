import type { Transaction } from "../core/database";
import { sql } from "../core/rowset";

/** The PostgreSQL channel on which processes tell each other which streams grew. */
export const notifyChannel = "signalbox_events";

/** PostgreSQL refuses a payload of 8000 bytes or more. */
const payloadLimit = 7900;
/** NOTIFY holds an instance-wide lock at commit: beyond this many messages, one "look everywhere" is kinder. */
const messageLimit = 4;

/** A stream and its newest number. */
export type Growth = readonly [streamId: string, last: number];

/** Wakes the other processes when `tx` commits. On SQLite there are none. */
export async function notifyProcesses(
  tx: Transaction,
  grown: ReadonlyArray<{ streamId: string; last: number }>,
): Promise<void> {
  if (tx.provider !== "postgresql") return;
  const messages = encodeGrowth(grown.map(({ streamId, last }) => [streamId, last]));
  await tx.client.$executeRaw(
    sql`SELECT pg_notify(${notifyChannel}, m.message) FROM jsonb_array_elements_text(${JSON.stringify(messages)}::jsonb) AS m(message)`,
  );
}

/** As few messages as the limit on their size allows; a single empty one ("look everywhere") when they would be many. */
export function encodeGrowth(grown: readonly Growth[]): string[] {
  const messages: string[] = [];
  let entries: string[] = [];
  let size = 2;
  for (const growth of grown) {
    const entry = JSON.stringify(growth);
    const bytes = Buffer.byteLength(entry) + 1;
    if (size + bytes > payloadLimit && entries.length > 0) {
      messages.push(`[${entries.join(",")}]`);
      entries = [];
      size = 2;
    }
    entries.push(entry);
    size += bytes;
  }
  if (entries.length > 0) messages.push(`[${entries.join(",")}]`);
  const tooMuch =
    messages.length > messageLimit || messages.some((message) => Buffer.byteLength(message) > payloadLimit);
  return tooMuch ? [""] : messages;
}

/** What a message says, or null when it says "look everywhere" (or something this version does not understand). */
export function decodeGrowth(message: string): readonly Growth[] | null {
  try {
    const parsed: unknown = JSON.parse(message);
    return Array.isArray(parsed) && parsed.every(isGrowth) ? parsed : null;
  } catch {
    return null;
  }
}

const isGrowth = (entry: unknown): entry is Growth =>
  Array.isArray(entry) && typeof entry[0] === "string" && Number.isSafeInteger(entry[1]);
