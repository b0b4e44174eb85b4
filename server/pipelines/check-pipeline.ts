import type { Context } from "../core/context";
import { badInput, type Problem } from "../core/errors";
import { DOCUMENT_LIMITS } from "./document/limits";
import { parsePipeline } from "./parse-pipeline";
import type { PipelineDeps } from "./pipeline-deps";
import { neededDatasets } from "./resolve-inputs";

export interface PipelineCheck {
  /** What keeps the document from running. */
  readonly problems: readonly Problem[];
  /** What is probably not meant. */
  readonly warnings: readonly Problem[];
  readonly datasets: readonly { readonly name: string; readonly dataset: string }[];
  readonly steps: readonly {
    readonly step: string;
    readonly operation: string;
    readonly kind: string;
    readonly line: number;
  }[];
}

/**
 * Checks a text while it is written, against the namespace's data center too. Nothing is stored.
 * @throws FORBIDDEN, NOT_FOUND; BAD_USER_INPUT only for a text beyond any size
 */
export async function checkPipeline(
  deps: PipelineDeps,
  context: Context,
  { namespaceId, document }: { namespaceId: string; document: string },
): Promise<PipelineCheck> {
  await deps.access.require(context, "pipeline:read", namespaceId);
  if (document.length > 4 * DOCUMENT_LIMITS.bytes) throw badInput("The text is far too long for a document.");
  // Not through the cache of plans: unfinished texts would push out the ones that run.
  const { plan, problems, warnings } = await parsePipeline(document, deps.operators, deps);
  if (!plan) return { problems, warnings, datasets: [], steps: [] };
  const datasets = [...neededDatasets(plan)].map(([name, dataset]) => ({ name, dataset }));
  const found = await deps.database.client.dataset.findMany({
    where: { namespaceId, name: { in: datasets.map(({ dataset }) => dataset) } },
    select: { name: true, status: true },
  });
  const status = new Map(found.map((dataset) => [dataset.name, dataset.status]));
  const missing = datasets.flatMap(({ name, dataset }): Problem[] => {
    const place = plan.datasets.find((one) => one.name === name)?.place;
    const path = ["datasets", name];
    const now = status.get(dataset);
    if (now === undefined)
      return [
        {
          code: "unknown-dataset",
          message: `No dataset "${dataset}" is in the data center yet; upload it, or choose another for the run.`,
          path,
          ...place,
        },
      ];
    if (now === "READY") return [];
    return [{ code: "dataset-not-ready", message: `The dataset "${dataset}" is ${now}.`, path, ...place }];
  });
  const steps = plan.operations.map(({ step, operation, operator, line }) => ({
    step,
    operation,
    kind: operator.kind,
    line,
  }));
  return { problems, warnings: [...warnings, ...missing], datasets, steps };
}
