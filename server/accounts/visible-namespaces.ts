import type { Prisma } from "../../prisma/sqlite/generated/client/client";
import type { Actor } from "../core/context";
import { leastRole, type Permission, roles } from "./permissions";

/**
 * The namespaces in which an actor holds a permission, as a filter inside the query that looks a thing up: a row of
 * another namespace is then not found, exactly like one that does not exist.
 */
export function visibleNamespaces(actor: Actor, permission: Permission): Prisma.NamespaceWhereInput {
  const enough = roles.slice(roles.indexOf(leastRole[permission]));
  const member = (userId: string) => ({ members: { some: { userId, role: { in: [...enough] } } } });
  switch (actor.kind) {
    case "system":
      return {};
    case "user":
      return member(actor.userId);
    case "token":
      if (!actor.scopes.includes(permission)) return nowhere;
      return { ...member(actor.userId), ...(actor.namespaceId ? { id: actor.namespaceId } : {}) };
    case "anonymous":
      return nowhere;
  }
}

const nowhere: Prisma.NamespaceWhereInput = { id: { in: [] } };
