import type { Permission } from "../accounts/permissions";
import type { Context } from "../core/context";
import { isUuid } from "../core/data-folder";
import { AppError, notFound } from "../core/errors";
import type { DatasetDeps } from "./dataset-deps";

type FoundDataset = NonNullable<
  Awaited<ReturnType<DatasetDeps["database"]["client"]["dataset"]["findUnique"]>>
>;

/**
 * The dataset, when the actor has the permission in its namespace.
 * @throws NOT_FOUND alike for a missing dataset and for one of a namespace the actor is no member of, FORBIDDEN
 */
export async function findDataset(
  deps: Pick<DatasetDeps, "database" | "access">,
  context: Context,
  permission: Permission,
  id: string,
): Promise<FoundDataset> {
  const dataset = isUuid(id) ? await deps.database.client.dataset.findUnique({ where: { id } }) : null;
  const target = { thing: "dataset", id, namespaceId: dataset?.namespaceId };
  await deps.access.requireOn(context, permission, target);
  if (!dataset) throw notFound("dataset", id);
  return dataset;
}

/** @throws UNAVAILABLE for a dataset without a table, saying how its import stands */
export function requireReady(dataset: { name: string; status: string }): void {
  if (dataset.status === "READY") return;
  throw new AppError("UNAVAILABLE", `"${dataset.name}" is ${dataset.status}: it has no rows to read.`);
}
