import type { Context } from "../../core/context";
import { type Grant, permissionsFor } from "../access";
import type { AccountDeps } from "../account-deps";
import { isRole } from "../permissions";

/** A namespace, with the caller's own role and permissions in it. */
export interface NamespaceView extends Grant {
  id: string;
  slug: string;
  name: string;
  createdAt: Date;
}

/** The caller's namespaces, by name. @throws UNAUTHENTICATED */
export async function listNamespaces(deps: AccountDeps, context: Context): Promise<NamespaceView[]> {
  const actor = await deps.access.requireSignedIn(context);
  const only = actor.kind === "token" ? actor.namespaceId : null;
  const members = await deps.database.client.member.findMany({
    where: { userId: actor.userId, ...(only ? { namespaceId: only } : {}) },
    include: { namespace: true },
    orderBy: [{ namespace: { name: "asc" } }, { namespaceId: "asc" }],
  });
  return members.flatMap(({ role, namespace }) => {
    if (!isRole(role)) return [];
    const { id, slug, name, createdAt } = namespace;
    return [{ id, slug, name, createdAt, role, permissions: permissionsFor(actor, role) }];
  });
}
