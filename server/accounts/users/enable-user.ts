import type { Context } from "../../core/context";
import { notFound } from "../../core/errors";
import type { AccountDeps } from "../account-deps";
import { recordAudit } from "../audit/record-audit";

/** Lets a disabled user in again; sessions stay ended, unexpired tokens count again. @throws NOT_FOUND, FORBIDDEN */
export async function enableUser(
  deps: AccountDeps,
  context: Context,
  input: { userId: string },
): Promise<void> {
  await deps.access.requireInstanceAdmin(context);
  const { userId } = input;
  await deps.database.transaction(async (tx) => {
    const now = deps.clock.now();
    const user = await tx.client.user.findUnique({ where: { id: userId } });
    if (!user) throw notFound("user", userId);
    if (!user.disabledAt) return;
    await tx.client.user.update({ where: { id: userId }, data: { disabledAt: null, updatedAt: now } });
    recordAudit(tx, context, {
      at: now,
      namespaceId: null,
      action: "user.enable",
      resource: "user",
      resourceId: userId,
      before: { disabled: true },
      after: { disabled: false },
      details: { name: user.name },
    });
    tx.afterCommit(() => deps.access.changed({ userId }));
  });
}
