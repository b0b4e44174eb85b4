import type { Permission } from "../server/accounts/permissions";
import { notFound } from "../server/core/errors";
import type { GraphQLContext } from "./context";

/**
 * The id of the namespace with this slug, in which the viewer holds the permission.
 * @throws NOT_FOUND alike for a slug that does not exist and for one the viewer is no member of; FORBIDDEN; UNAUTHENTICATED
 */
export async function namespaceBySlug(
  context: GraphQLContext,
  slug: string,
  permission: Permission,
): Promise<string> {
  const { access, database } = context.services;
  const row = await database.client.namespace.findUnique({ where: { slug }, select: { id: true } });
  if (!row) {
    await access.requireSignedIn(context.request);
    throw notFound("namespace", slug);
  }
  await access.requireOn(context.request, permission, { thing: "namespace", id: slug, namespaceId: row.id });
  return row.id;
}
