import { z } from "zod";
import { recordAudit } from "../accounts/audit/record-audit";
import { actorName, type Context } from "../core/context";
import { notFound } from "../core/errors";
import { parseInput } from "../core/parse-input";
import type { DatasetDeps } from "./dataset-deps";
import { datasetEvents } from "./dataset-events";
import { datasetSource, datasetTags } from "./dataset-input";
import { findDataset } from "./find-dataset";
import { searchText } from "./search-text";

const schema = z.object({ source: datasetSource.optional(), tags: datasetTags.optional() });

/**
 * Sets where the data comes from, and its tags; what is absent stays as it is, `source: null` takes it away.
 * @throws NOT_FOUND, FORBIDDEN, BAD_USER_INPUT
 */
export async function describeDataset(
  deps: DatasetDeps,
  context: Context,
  input: { datasetId: string; source?: string | null; tags?: readonly string[] },
): Promise<{ datasetId: string }> {
  const id = input.datasetId;
  const { namespaceId } = await findDataset(deps, context, "dataset:write", id);
  const wanted = parseInput(schema, { source: input.source, tags: input.tags });
  await deps.database.transaction(async (tx) => {
    const now = deps.clock.now();
    const before = await tx.client.dataset.findUnique({ where: { id }, include: { tags: true } });
    if (!before) throw notFound("dataset", id);
    const had = before.tags.map(({ tag }) => tag).sort();
    const source = wanted.source === undefined ? before.source : wanted.source;
    const tags = wanted.tags ?? had;
    if (source === before.source && tags.join("\n") === had.join("\n")) return;
    await tx.client.dataset.update({
      where: { id },
      data: { source, searchText: searchText({ ...before, source }), updatedAt: now },
    });
    await tx.client.datasetTag.deleteMany({ where: { datasetId: id, tag: { notIn: tags } } });
    const added = tags.filter((tag) => !had.includes(tag));
    if (added.length > 0) {
      await tx.client.datasetTag.createMany({ data: added.map((tag) => ({ datasetId: id, tag })) });
    }
    const actor = actorName(context.actor);
    const event = { type: "DatasetDescribed", payload: { source, tags }, actor, at: now } as const;
    datasetEvents.append(tx, { id, namespaceId }, event);
    recordAudit(tx, context, {
      at: now,
      namespaceId,
      action: "dataset.describe",
      resource: "dataset",
      resourceId: id,
      before: { source: before.source, tags: had },
      after: { source, tags },
    });
  });
  return { datasetId: id };
}
