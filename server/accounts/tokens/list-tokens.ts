import type { Context } from "../../core/context";
import type { AccountDeps } from "../account-deps";

export interface TokenView {
  id: string;
  name: string;
  /** Last four characters. */
  hint: string;
  scopes: string[];
  namespaceId: string | null;
  createdAt: Date;
  expiresAt: Date;
  lastUsedAt: Date | null;
  expired: boolean;
}

/** The signed-in user's tokens that were not revoked, newest first. At most 200. @throws UNAUTHENTICATED, FORBIDDEN */
export async function listTokens(deps: AccountDeps, context: Context): Promise<TokenView[]> {
  const { userId } = await deps.access.requireSession(context);
  const now = deps.clock.now();
  const tokens = await deps.database.client.accessToken.findMany({
    where: { userId, revokedAt: null },
    orderBy: { id: "desc" },
    take: 200,
  });
  return tokens.map(({ id, name, hint, scopes, namespaceId, createdAt, expiresAt, lastUsedAt }) => {
    const facts = { id, name, hint, namespaceId, createdAt, expiresAt, lastUsedAt };
    return { ...facts, scopes: JSON.parse(scopes) as string[], expired: expiresAt <= now };
  });
}
