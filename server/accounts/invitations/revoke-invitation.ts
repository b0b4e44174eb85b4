import type { Context } from "../../core/context";
import { AppError } from "../../core/errors";
import type { AccountDeps } from "../account-deps";
import { recordAudit } from "../audit/record-audit";

/** Makes an unused invitation worthless; doing so twice is no error. @throws NOT_FOUND, ILLEGAL_TRANSITION when used */
export async function revokeInvitation(
  deps: AccountDeps,
  context: Context,
  input: { invitationId: string },
): Promise<void> {
  const id = input.invitationId;
  const found = await deps.database.client.invitation.findUnique({ where: { id } });
  const target = { thing: "invitation", id, namespaceId: found?.namespaceId };
  await deps.access.requireOn(context, "member:manage", target);
  await deps.database.transaction(async (tx) => {
    const now = deps.clock.now();
    const { count } = await tx.client.invitation.updateMany({
      where: { id, usedAt: null, revokedAt: null },
      data: { revokedAt: now },
    });
    const { usedAt, namespaceId } = await tx.client.invitation.findUniqueOrThrow({ where: { id } });
    if (usedAt)
      throw new AppError("ILLEGAL_TRANSITION", "This invitation was used; remove the member instead.");
    if (count === 0) return;
    recordAudit(tx, context, {
      at: now,
      namespaceId,
      action: "invitation.revoke",
      resource: "invitation",
      resourceId: id,
    });
  });
}
