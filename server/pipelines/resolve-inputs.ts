import type { Transaction } from "../core/database";
import { badInput, type Problem } from "../core/errors";
import type { NewRunInput } from "../runs/new-runs";
import { inputsOf, type Plan } from "./plan";

/** A dataset that takes the place of the one that the document names. */
export interface ChosenInput {
  /** The dataset's name inside the document. */
  readonly name: string;
  readonly datasetId: string;
}

/** The plan's datasets of the data center that its operations read, by name in the document. */
export function neededDatasets(plan: Plan): Map<string, string> {
  const used = new Set(
    plan.operations.flatMap(inputsOf).flatMap((input) => (input.from === "dataset" ? [input.name] : [])),
  );
  const needed = new Map<string, string>();
  for (const { name, source } of plan.datasets) {
    if (source.kind === "dataset" && used.has(name)) needed.set(name, source.dataset);
  }
  return needed;
}

/**
 * Finds the datasets a run will read, all of the run's own namespace and ready.
 * @throws BAD_USER_INPUT with one problem a dataset that is missing or not ready
 */
export async function resolveInputs(
  tx: Transaction,
  namespaceId: string,
  plan: Plan,
  chosen: readonly ChosenInput[],
): Promise<NewRunInput[]> {
  const needed = neededDatasets(plan);
  const choices = new Map(chosen.map(({ name, datasetId }) => [name, datasetId]));
  const problems: Problem[] = [];
  for (const { name } of chosen) {
    if (!plan.datasets.some((dataset) => dataset.name === name)) {
      problems.push({
        code: "unknown-input",
        message: `The document has no dataset "${name}" to choose an input for.`,
        path: ["inputs", name],
      });
    }
  }
  const inputs: NewRunInput[] = [];
  if (needed.size > 0) {
    const names = [...needed].filter(([name]) => !choices.has(name)).map(([, dataset]) => dataset);
    const found = await tx.client.dataset.findMany({
      where: { namespaceId, OR: [{ name: { in: names } }, { id: { in: [...choices.values()] } }] },
      select: { id: true, name: true, status: true, contentHash: true },
    });
    for (const [name, wanted] of needed) {
      const choice = choices.get(name);
      const dataset = found.find((one) => (choice === undefined ? one.name === wanted : one.id === choice));
      const path = ["datasets", name];
      if (!dataset) {
        const what =
          choice === undefined
            ? `No dataset "${wanted}" is in this namespace's data center; upload it or choose another.`
            : `No dataset "${choice}" here.`;
        problems.push({ code: "unknown-dataset", message: what, path });
      } else if (dataset.status !== "READY") {
        problems.push({
          code: "dataset-not-ready",
          message: `The dataset "${dataset.name}" is ${dataset.status}; wait for its import or choose another.`,
          path,
        });
      } else inputs.push({ name, datasetId: dataset.id, contentHash: dataset.contentHash });
    }
  }
  if (problems.length > 0) throw badInput(problems.map(({ message }) => message).join(" "), problems);
  return inputs;
}
