import type { Prisma } from "../../prisma/sqlite/generated/client/client";
import type { Actor } from "../core/context";
import { visibleNamespaces } from "./visible-namespaces";

/**
 * The users an actor may know of, as a filter inside the query that looks one up: themselves, those they share a
 * namespace with, and for the instance's administrators everybody.
 */
export function visibleUsers(actor: Actor): Prisma.UserWhereInput {
  switch (actor.kind) {
    case "system":
      return {};
    case "anonymous":
      return { id: { in: [] } };
    case "user":
      return actor.instanceAdmin ? {} : selfAndNeighbours(actor);
    case "token":
      return selfAndNeighbours(actor);
  }
}

function selfAndNeighbours(actor: Extract<Actor, { userId: string }>): Prisma.UserWhereInput {
  const shared = { memberships: { some: { namespace: visibleNamespaces(actor, "member:read") } } };
  return { OR: [{ id: actor.userId }, shared] };
}
