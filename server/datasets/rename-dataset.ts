import { z } from "zod";
import { recordAudit } from "../accounts/audit/record-audit";
import { actorName, type Context } from "../core/context";
import { notFound } from "../core/errors";
import { parseInput } from "../core/parse-input";
import type { DatasetDeps } from "./dataset-deps";
import { datasetEvents } from "./dataset-events";
import { claimDatasetName, datasetName } from "./dataset-input";
import { findDataset } from "./find-dataset";
import { searchText } from "./search-text";

const schema = z.object({ name: datasetName });

/** Gives a dataset another name. @throws ALREADY_EXISTS for a taken one, NOT_FOUND, FORBIDDEN, BAD_USER_INPUT */
export async function renameDataset(
  deps: DatasetDeps,
  context: Context,
  input: { datasetId: string; name: string },
): Promise<{ datasetId: string }> {
  const id = input.datasetId;
  const { namespaceId } = await findDataset(deps, context, "dataset:write", id);
  const { name } = parseInput(schema, input);
  await deps.database.transaction(async (tx) => {
    const now = deps.clock.now();
    await claimDatasetName(tx, namespaceId, name, id);
    const before = await tx.client.dataset.findUnique({ where: { id } });
    if (!before) throw notFound("dataset", id);
    if (before.name === name) return;
    await tx.client.dataset.update({
      where: { id },
      data: { name, searchText: searchText({ ...before, name }), updatedAt: now },
    });
    const actor = actorName(context.actor);
    datasetEvents.append(
      tx,
      { id, namespaceId },
      { type: "DatasetRenamed", payload: { name }, actor, at: now },
    );
    recordAudit(tx, context, {
      at: now,
      namespaceId,
      action: "dataset.rename",
      resource: "dataset",
      resourceId: id,
      before: { name: before.name },
      after: { name },
      details: { from: before.name, to: name },
    });
  });
  return { datasetId: id };
}
