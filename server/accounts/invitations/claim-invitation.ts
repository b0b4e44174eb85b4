import type { Context } from "../../core/context";
import type { Transaction } from "../../core/database";
import { AppError, badInput } from "../../core/errors";
import { recordAudit } from "../audit/record-audit";
import { hashSecret } from "../secret-codes";

export interface ClaimedInvitation {
  namespaceId: string;
  /** Makes the user a member. @throws ALREADY_EXISTS when they are one */
  join(tx: Transaction, context: Context, userId: string): Promise<void>;
}

/**
 * Uses up an invitation inside a larger change. Unknown, used, revoked and expired codes are refused alike.
 * @throws BAD_USER_INPUT with path ["inviteCode"]
 */
export async function claimInvitation(
  tx: Transaction,
  { code, now }: { code: string; now: Date },
): Promise<ClaimedInvitation> {
  const hash = hashSecret(code);
  const { count } = await tx.client.invitation.updateMany({
    where: { hash, usedAt: null, revokedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
  });
  const invitation = count === 1 ? await tx.client.invitation.findUnique({ where: { hash } }) : null;
  if (!invitation) {
    const message = "This invitation code is not valid, or not any more; ask for a new one.";
    throw badInput(message, [{ code: "INVITATION_INVALID", message, path: ["inviteCode"] }]);
  }
  const { id, namespaceId, role } = invitation;
  return {
    namespaceId,
    async join(tx, context, userId) {
      const key = { namespaceId, userId };
      if (await tx.client.member.findUnique({ where: { namespaceId_userId: key } }))
        throw new AppError("ALREADY_EXISTS", "You are a member of this namespace already.");
      await tx.client.invitation.update({ where: { id }, data: { usedById: userId } });
      await tx.client.member.create({ data: { ...key, role, createdAt: now, updatedAt: now } });
      recordAudit(tx, context, {
        at: now,
        namespaceId,
        action: "invitation.accept",
        resource: "invitation",
        resourceId: id,
        after: { ...key, role },
        details: { userId, role },
      });
    },
  };
}
