import type { Permission } from "../accounts/permissions";
import type { Context } from "../core/context";
import type { RunDeps } from "../runs/run-deps";

/** Lets pass who has the permission for this pipeline. @throws NOT_FOUND alike for a missing one and one elsewhere, FORBIDDEN */
export async function requirePipeline(
  { database, access }: RunDeps,
  context: Context,
  permission: Permission,
  id: string,
): Promise<void> {
  const found = await database.client.pipeline.findUnique({ where: { id }, select: { namespaceId: true } });
  await access.requireOn(context, permission, { thing: "pipeline", id, namespaceId: found?.namespaceId });
}
