import type { Transaction } from "../../core/database";
import { AppError } from "../../core/errors";
import { lockUntilCommit } from "../../core/lock-until-commit";

/** Call it first in a transaction that may take away an administrator: two such changes then follow each other. */
export const lockInstanceAdmins = (tx: Transaction) => lockUntilCommit(tx, "instance admins");

/** Call it last: @throws ILLEGAL_TRANSITION with the problem LAST_ADMIN when nobody would be left to administer. */
export async function requireAnInstanceAdmin(tx: Transaction): Promise<void> {
  const left = await tx.client.user.findFirst({
    where: { instanceAdmin: true, disabledAt: null },
    select: { id: true },
  });
  if (left) return;
  const message = "This is the instance's last administrator; make somebody else one first.";
  throw new AppError("ILLEGAL_TRANSITION", message, { problems: [{ code: "LAST_ADMIN", message }] });
}
