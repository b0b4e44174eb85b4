import type { Plan, PlanInput, PlanOperation } from "../plan";
import type { CheckedOperation, CheckedOperations } from "./check-operations";
import { suggest } from "./closest";
import { type StepEntry, stepSchema } from "./document-schema";
import { findCycles } from "./find-cycles";
import type { Path } from "./path";
import type { ProblemList } from "./problem-list";

export interface LinkRequest {
  /** `pipeline.steps` as it stands in the document. */
  readonly entries: readonly unknown[];
  readonly datasets: ReadonlySet<string>;
  readonly operations: CheckedOperations;
  readonly problems: ProblemList;
  readonly warnings: ProblemList;
}

export interface LinkedSteps {
  readonly operations: Plan["operations"];
  readonly usedDatasets: ReadonlySet<string>;
  readonly usedOperations: ReadonlySet<string>;
}

/**
 * Resolves the names in `pipeline.steps` and lines their operations up for execution. A step reads datasets and
 * earlier steps, so that the order of the document is the order of execution and no circle can be.
 */
export function linkSteps({ entries, datasets, operations, problems, warnings }: LinkRequest): LinkedSteps {
  const order = orderOf(entries);
  const circular = reportCycles(entries, order, datasets, problems);
  const planned: PlanOperation[] = [];
  const lastOperation = new Map<string, number>();
  const used = { datasets: new Set<string>(), operations: new Set<string>(), steps: new Set<string>() };

  for (const [index, raw] of entries.entries()) {
    const parsed = stepSchema.safeParse(raw);
    if (!parsed.success) continue;
    const step = parsed.data;
    const path = ["pipeline", "steps", index];
    checkName(step, index, [...path, "name"]);
    let input: PlanInput =
      step.input === undefined ? { from: "nothing" } : resolve(step.input, index, [...path, "input"]);
    for (const [at, entry] of step.operations.entries()) {
      const operation = findOperation(entry, [...path, "operations", at]);
      if (!operation) continue;
      const position = planned.length;
      planned.push(plannedOperation(operation, { position, step: step.name, index, input }));
      input = { from: "operation", position };
    }
    if (input.from === "operation") lastOperation.set(step.name, input.position);
  }

  const lastStep = [...order.keys()].at(-1);
  for (const [name, index] of order) {
    if (name === lastStep || used.steps.has(name)) continue;
    const message = `Nothing reads the step "${name}"; it runs, but only the last step gives the result.`;
    warnings.add("unused-step", message, ["pipeline", "steps", index, "name"]);
  }
  return { operations: planned, usedDatasets: used.datasets, usedOperations: used.operations };

  function checkName({ name }: StepEntry, index: number, path: Path): void {
    if (order.get(name) !== index)
      problems.add("duplicate-name", `Two steps are called "${name}"; give each its own name.`, path);
    if (datasets.has(name))
      problems.add("duplicate-name", `"${name}" is the name of a dataset too; rename this step.`, path);
  }

  /** What a name means for the step at `index`; a name that means nothing is reported. */
  function resolve(name: string, index: number, path: Path): PlanInput {
    if (datasets.has(name)) {
      used.datasets.add(name);
      return { from: "dataset", name };
    }
    used.steps.add(name);
    const source = order.get(name);
    if (source === undefined) {
      const known = [...datasets, ...[...order.keys()].slice(0, index)];
      const message = `No dataset and no earlier step is called "${name}".${suggest(name, known)}`;
      problems.add("unknown-input", message, path);
    } else if (source >= index && !circular.has(name)) {
      const message =
        source === index
          ? "A step cannot read itself."
          : `The step "${name}" comes later; move it before this one.`;
      problems.add("later-input", message, path);
    }
    const position = lastOperation.get(name);
    return position === undefined ? { from: "nothing" } : { from: "operation", position };
  }

  function findOperation(entry: StepEntry["operations"][number], path: Path): CheckedOperation | null {
    if (typeof entry !== "string") {
      for (const key of Object.keys(entry)) used.operations.add(key);
      const message =
        "Operations that take left and right are not available; use sql with both among its tables.";
      problems.add("unsupported-join", message, path);
      return null;
    }
    used.operations.add(entry);
    if (!operations.names.has(entry)) {
      const message = `No operation is called "${entry}".${suggest(entry, [...operations.names])}`;
      problems.add("unknown-operation", message, path);
    }
    return operations.checked.get(entry) ?? null;
  }

  function plannedOperation(
    { name, index: entry, operator, config, sample, line, texts }: CheckedOperation,
    place: { position: number; step: string; index: number; input: PlanInput },
  ): PlanOperation {
    const { position, step, index, input } = place;
    const reads = (operator.tablesOf?.(config) ?? []).map((table, at) => ({
      name: table,
      input: resolve(table, index, ["operations", entry, "tables", at]),
    }));
    return { position, step, operation: name, operator, config, sample, input, reads, line, texts };
  }
}

/** Each step's place, that of the first where a name stands twice. */
function orderOf(entries: readonly unknown[]): ReadonlyMap<string, number> {
  const order = new Map<string, number>();
  for (const [index, raw] of entries.entries()) {
    const name = (raw as { name?: unknown } | null)?.name;
    if (typeof name === "string" && !order.has(name)) order.set(name, index);
  }
  return order;
}

/** Reports each circle once, and answers the steps that are in one. */
function reportCycles(
  entries: readonly unknown[],
  order: ReadonlyMap<string, number>,
  datasets: ReadonlySet<string>,
  problems: ProblemList,
): ReadonlySet<string> {
  const readBy = new Map<string, string | undefined>();
  for (const [name, index] of order) {
    const { input } = entries[index] as { input?: unknown };
    if (!datasets.has(name)) readBy.set(name, typeof input === "string" ? input : undefined);
  }
  const cycles = findCycles(readBy);
  for (const cycle of cycles) {
    const shown = [...cycle, cycle[0]].map((name) => `"${name}"`).join(" reads ");
    const message = `Steps read each other in a circle: ${shown}; let one of them read a dataset.`;
    problems.add("cycle", message, ["pipeline", "steps", order.get(cycle[0] ?? "") ?? 0, "input"]);
  }
  return new Set(cycles.flat());
}
