import type { Context } from "../../core/context";
import type { Transaction } from "../../core/database";
import { newId } from "../../core/ids";
import type { AccountSettings } from "../account-settings";

/** A new session's row for a user. */
export async function insertSession(
  tx: Transaction,
  context: Context,
  settings: AccountSettings,
  input: { userId: string; now: Date },
): Promise<{ id: string; expiresAt: Date }> {
  const { userId, now } = input;
  return tx.client.session.create({
    data: {
      id: newId(),
      userId,
      createdAt: now,
      lastSeenAt: now,
      expiresAt: sessionEnd(settings, now, now),
      ip: context.ip,
      userAgent: context.userAgent?.slice(0, 300) ?? null,
    },
    select: { id: true, expiresAt: true },
  });
}

/** When a session that was just used ends: after the idle time, or at its greatest age if that comes first. */
export function sessionEnd({ session }: AccountSettings, createdAt: Date, now: Date): Date {
  return new Date(Math.min(now.getTime() + session.idleMs, createdAt.getTime() + session.longestMs));
}
