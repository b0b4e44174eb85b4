import type { Context } from "../../core/context";
import type { AccountDeps } from "../account-deps";

export interface InvitationView {
  id: string;
  namespaceId: string;
  role: string;
  createdAt: Date;
  expiresAt: Date;
}

/** Invitations that can still be used, newest first. At most 200. */
export async function listInvitations(
  deps: AccountDeps,
  context: Context,
  input: { namespaceId: string },
): Promise<InvitationView[]> {
  const { namespaceId } = input;
  await deps.access.require(context, "member:manage", namespaceId);
  return deps.database.client.invitation.findMany({
    where: { namespaceId, usedAt: null, revokedAt: null, expiresAt: { gt: deps.clock.now() } },
    select: { id: true, namespaceId: true, role: true, createdAt: true, expiresAt: true },
    orderBy: { id: "desc" },
    take: 200,
  });
}
