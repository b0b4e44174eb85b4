import type { Context } from "../../core/context";
import type { AccountDeps } from "../account-deps";
import { claimInvitation } from "./claim-invitation";

/** Joins the signed-in user to the namespace of an invitation. @throws BAD_USER_INPUT, ALREADY_EXISTS, RATE_LIMITED */
export async function acceptInvitation(
  deps: AccountDeps,
  context: Context,
  input: { code: string },
): Promise<{ namespaceId: string }> {
  const { userId } = await deps.access.requireSession(context);
  await deps.limiters.codeTried(context.ip);
  return deps.database.transaction(async (tx) => {
    const invitation = await claimInvitation(tx, { code: input.code.trim(), now: deps.clock.now() });
    const { namespaceId } = invitation;
    await invitation.join(tx, context, userId);
    tx.afterCommit(() => deps.access.changed({ userId, namespaceId }));
    return { namespaceId };
  });
}
