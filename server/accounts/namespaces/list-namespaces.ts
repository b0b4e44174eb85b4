import type { Context } from "../../core/context";
import type { AccountDeps } from "../account-deps";
import { isRole, type Permission, permissionsOf, type Role } from "../permissions";

export interface NamespaceView {
  id: string;
  slug: string;
  name: string;
  createdAt: Date;
  /** The caller's own role. */
  role: Role;
  /** What the caller may do there: the role's permissions, for a token only those it was given. */
  permissions: Permission[];
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
    const given = permissionsOf(role).filter(
      (permission) => actor.kind === "user" || actor.scopes.includes(permission),
    );
    return [{ id, slug, name, createdAt, role, permissions: given }];
  });
}
