import { rm } from "node:fs/promises";
import { recordAudit } from "../accounts/audit/record-audit";
import { actorName, type Context } from "../core/context";
import type { Transaction } from "../core/database";
import { AppError, notFound } from "../core/errors";
import type { DatasetDeps } from "./dataset-deps";
import { datasetEvents } from "./dataset-events";
import { datasetFiles } from "./dataset-files";
import { findDataset } from "./find-dataset";

/** How many of the runs that hold a dataset its refusal names. */
const named = 10;

/**
 * Deletes a dataset, then its files. A crash in between leaves files without a row, which the sweep removes.
 * @throws REFERENCED with the runs that read it in `details.runIds`, ILLEGAL_TRANSITION while it is imported,
 * NOT_FOUND, FORBIDDEN
 */
export async function deleteDataset(
  deps: DatasetDeps,
  context: Context,
  { datasetId: id }: { datasetId: string },
): Promise<{ datasetId: string }> {
  const { namespaceId } = await findDataset(deps, context, "dataset:delete", id);
  await deps.database
    .transaction(async (tx) => {
      const now = deps.clock.now();
      const dataset = await tx.client.dataset.findUnique({ where: { id } });
      if (!dataset) throw notFound("dataset", id);
      if (dataset.status === "PENDING" || dataset.status === "IMPORTING") {
        throw new AppError(
          "ILLEGAL_TRANSITION",
          `A dataset that is ${dataset.status} cannot be deleted: cancel its import first.`,
        );
      }
      await refuseReferenced(tx, id);
      await tx.client.dataset.delete({ where: { id } });
      const event = {
        type: "DatasetDeleted",
        payload: { name: dataset.name },
        actor: actorName(context.actor),
        at: now,
      } as const;
      datasetEvents.append(tx, { id, namespaceId }, event);
      const { name, format, rawSha256, contentHash } = dataset;
      recordAudit(tx, context, {
        at: now,
        namespaceId,
        action: "dataset.delete",
        resource: "dataset",
        resourceId: id,
        before: { name, format, rawSha256, contentHash },
        details: { name, rawSha256 },
      });
    })
    .catch((error: unknown) => {
      // A run that took it as input in the same moment: the foreign key is the last word.
      if ((error as { code?: unknown }).code === "P2003") throw referenced(id, [], 0);
      throw error;
    });
  await rm(datasetFiles(deps.folder, { id, namespaceId }).folder, { recursive: true, force: true });
  return { datasetId: id };
}

async function refuseReferenced(tx: Transaction, datasetId: string): Promise<void> {
  const inputs = await tx.client.runInput.findMany({
    where: { datasetId },
    select: { runId: true },
    distinct: ["runId"],
    orderBy: { runId: "desc" },
    take: named,
  });
  if (inputs.length === 0) return;
  const count = await tx.client.run.count({ where: { inputs: { some: { datasetId } } } });
  throw referenced(
    datasetId,
    inputs.map(({ runId }) => runId),
    count,
  );
}

function referenced(datasetId: string, runIds: string[], count: number): AppError {
  const which = count === 0 ? "A run" : count === 1 ? `The run ${runIds[0]}` : `${count} runs`;
  const newest = count > 1 ? ` (the newest: ${runIds.slice(0, 3).join(", ")})` : "";
  return new AppError(
    "REFERENCED",
    `${which}${newest} read this dataset; their lineage would be lost. Delete those runs first.`,
    { details: { datasetId, runIds, runCount: count } },
  );
}
