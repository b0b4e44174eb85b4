import type { Transaction } from "../../core/database";
import { AppError } from "../../core/errors";
import { lockUntilCommit } from "../../core/lock-until-commit";

/** Call it first in a transaction that changes members: two such changes then follow each other. */
export const lockMembers = (tx: Transaction, namespaceId: string) =>
  lockUntilCommit(tx, `members ${namespaceId}`);

/** Call it last: @throws ILLEGAL_TRANSITION with the problem LAST_ADMIN when the namespace would have no admin left. */
export async function requireANamespaceAdmin(tx: Transaction, namespaceId: string): Promise<void> {
  const left = await tx.client.member.findFirst({
    where: { namespaceId, role: "admin", user: { disabledAt: null } },
    select: { userId: true },
  });
  if (left) return;
  const message = "This is the namespace's last admin; give somebody else the role first.";
  throw new AppError("ILLEGAL_TRANSITION", message, { problems: [{ code: "LAST_ADMIN", message }] });
}
