import type { AccountDeps } from "../account-deps";
import { touchEveryMs } from "../sessions/touch-session";

/** Notes that a token is in use; writes at most once a minute. */
export async function touchToken(
  deps: AccountDeps,
  token: { id: string; lastUsedAt: Date | null },
): Promise<void> {
  const now = deps.clock.now();
  if (token.lastUsedAt && now.getTime() - token.lastUsedAt.getTime() < touchEveryMs) return;
  await deps.database.transaction((tx) =>
    tx.client.accessToken.updateMany({
      where: { id: token.id, lastUsedAt: token.lastUsedAt },
      data: { lastUsedAt: now },
    }),
  );
  deps.access.forget({ tokenId: token.id });
}
