import type { Context } from "../../core/context";
import { notFound } from "../../core/errors";
import type { AccountDeps } from "../account-deps";
import { recordAudit } from "../audit/record-audit";

/** Ends one of the signed-in user's tokens at once; doing so twice is no error. @throws NOT_FOUND for others' tokens */
export async function revokeToken(
  deps: AccountDeps,
  context: Context,
  input: { tokenId: string },
): Promise<void> {
  const { userId } = await deps.access.requireSession(context);
  const { tokenId } = input;
  await deps.database.transaction(async (tx) => {
    const now = deps.clock.now();
    const token = await tx.client.accessToken.findFirst({ where: { id: tokenId, userId } });
    if (!token) throw notFound("access token", tokenId);
    const { count } = await tx.client.accessToken.updateMany({
      where: { id: tokenId, revokedAt: null },
      data: { revokedAt: now },
    });
    if (count === 0) return;
    recordAudit(tx, context, {
      at: now,
      namespaceId: token.namespaceId,
      action: "token.revoke",
      resource: "token",
      resourceId: tokenId,
      details: { name: token.name },
    });
    tx.afterCommit(() => deps.access.changed({ userId, tokenId }));
  });
}
