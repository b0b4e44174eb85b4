import type { AccountDeps } from "./account-deps";

/** How long rows that can never count again are kept, for lists and questions: 30 days, in milliseconds. */
const keptMs = 30 * 24 * 60 * 60 * 1000;

export interface SweptAccounts {
  sessions: number;
  tokens: number;
  invitations: number;
}

/** Removes sessions, tokens and invitations whose time is long over. The audit stays. */
export async function sweepAccounts({ database, clock }: AccountDeps): Promise<SweptAccounts> {
  const now = clock.now();
  const before = new Date(now.getTime() - keptMs);
  const over = { OR: [{ expiresAt: { lt: before } }, { revokedAt: { lt: before } }] };
  const used = { usedAt: { lt: before } };
  return database.transaction(async ({ client }) => ({
    sessions: (await client.session.deleteMany({ where: over })).count,
    tokens: (await client.accessToken.deleteMany({ where: over })).count,
    invitations: (await client.invitation.deleteMany({ where: { OR: [...over.OR, used] } })).count,
  }));
}
