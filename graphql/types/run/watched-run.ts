import type { GraphQLContext } from "../../context";
import { rowId } from "../../ids";
import { permissionScope } from "../../subscriptions/permission-scope";

/**
 * The run that a subscription is about, for who may read it, and the viewers who see the same of it.
 * @throws NOT_FOUND alike for a missing run and for one elsewhere, FORBIDDEN, UNAUTHENTICATED
 */
export async function watchedRun(
  { request, services }: GraphQLContext,
  runId: string,
): Promise<{ id: string; namespaceId: string | null; scope: string }> {
  const id = rowId("Run", runId);
  const run = await services.database.client.run.findUnique({ where: { id }, select: { namespaceId: true } });
  const namespaceId = run?.namespaceId ?? null;
  const target = { thing: "run", id: runId, namespaceId };
  const role = await services.access.requireOn(request, "run:read", target);
  return {
    id,
    namespaceId,
    scope: permissionScope(request.actor, namespaceId ? { namespaceId, role } : undefined),
  };
}
