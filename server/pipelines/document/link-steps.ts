import type { Plan, PlanInput, PlanOperation } from "../plan";
import type { CheckedOperations } from "./check-operations";
import { suggest } from "./closest";
import { type StepEntry, stepSchema } from "./document-schema";
import type { ProblemList } from "./problem-list";

interface Names {
  readonly datasets: ReadonlySet<string>;
  readonly operations: CheckedOperations;
}

export interface LinkedSteps {
  readonly operations: Plan["operations"];
  readonly usedDatasets: ReadonlySet<string>;
  readonly usedOperations: ReadonlySet<string>;
}

/**
 * Resolves the names in `pipeline.steps` and lines their operations up for execution. A step reads a dataset or an
 * earlier step, so that the order of the document is the order of execution and no circle can be.
 */
export function linkSteps(
  entries: readonly unknown[],
  names: Names,
  problems: ProblemList,
  warnings: ProblemList,
): LinkedSteps {
  const order = new Map<string, number>();
  for (const [index, raw] of entries.entries()) {
    const name = (raw as { name?: unknown } | null)?.name;
    if (typeof name === "string" && !order.has(name)) order.set(name, index);
  }
  const inputs = new Map<string, string>();
  const operations: PlanOperation[] = [];
  const lastOperation = new Map<string, number>();
  const usedDatasets = new Set<string>();
  const usedOperations = new Set<string>();
  const usedSteps = new Set<string>();

  for (const [index, raw] of entries.entries()) {
    const parsed = stepSchema.safeParse(raw);
    if (!parsed.success) continue;
    const step = parsed.data;
    const path = ["pipeline", "steps", index];
    if (order.get(step.name) !== index) {
      problems.add("duplicate-name", `Two steps are called "${step.name}"; give each its own name.`, [
        ...path,
        "name",
      ]);
    }
    if (names.datasets.has(step.name)) {
      problems.add("duplicate-name", `"${step.name}" is the name of a dataset too; rename this step.`, [
        ...path,
        "name",
      ]);
    }
    if (step.input !== undefined) inputs.set(step.name, step.input);
    let input = inputOf(step, index);
    if (input.from === "dataset") usedDatasets.add(input.name);
    for (const [at, entry] of step.operations.entries()) {
      const name = nameInStep(entry, [...path, "operations", at]);
      if (name === null) continue;
      usedOperations.add(name);
      const operation = names.operations.checked.get(name);
      if (!operation) {
        if (!names.operations.names.has(name)) {
          const message = `No operation is called "${name}".${suggest(name, [...names.operations.names])}`;
          problems.add("unknown-operation", message, [...path, "operations", at]);
        }
        continue;
      }
      const position = operations.length;
      const { operator, config, sample, line, texts } = operation;
      operations.push({
        position,
        step: step.name,
        operation: name,
        operator,
        config,
        sample,
        input,
        line,
        texts,
      });
      input = { from: "operation", position };
    }
    if (input.from === "operation") lastOperation.set(step.name, input.position);
  }

  reportCycles();
  const lastStep = [...order.keys()].at(-1);
  for (const [name, index] of order) {
    if (name === lastStep || usedSteps.has(name)) continue;
    const message = `Nothing reads the step "${name}"; it runs, but only the last step gives the result.`;
    warnings.add("unused-step", message, ["pipeline", "steps", index, "name"]);
  }
  return { operations, usedDatasets, usedOperations };

  function inputOf(step: StepEntry, index: number): PlanInput {
    const path = ["pipeline", "steps", index, "input"];
    const name = step.input;
    if (name === undefined) return { from: "nothing" };
    usedSteps.add(name);
    if (names.datasets.has(name)) return { from: "dataset", name };
    const source = order.get(name);
    if (source === undefined) {
      const known = [...names.datasets, ...[...order.keys()].slice(0, index)];
      problems.add(
        "unknown-input",
        `No dataset and no earlier step is called "${name}".${suggest(name, known)}`,
        path,
      );
    } else if (source >= index && !isInCycle(name)) {
      problems.add("later-input", `The step "${name}" comes later; move it before "${step.name}".`, path);
    }
    const position = lastOperation.get(name);
    return position === undefined ? { from: "nothing" } : { from: "operation", position };
  }

  function nameInStep(entry: StepEntry["operations"][number], path: (string | number)[]): string | null {
    if (typeof entry === "string") return entry;
    const keys = Object.keys(entry);
    const message = `Joins ({${keys[0] ?? "operation"}: {left, right}}) are not available; use the sql operator with a JOIN over named tables.`;
    problems.add("unsupported-join", message, path);
    for (const key of keys) usedOperations.add(key);
    return null;
  }

  function isInCycle(start: string): boolean {
    return cycleFrom(start) !== null;
  }

  /** The names on the circle through `start`, or null when following the inputs leads out. */
  function cycleFrom(start: string): string[] | null {
    const chain = [start];
    for (let next = inputNameOf(start); next !== undefined; next = inputNameOf(next)) {
      if (next === start) return chain;
      if (chain.includes(next)) return null;
      chain.push(next);
    }
    return null;
  }

  function inputNameOf(step: string): string | undefined {
    const index = order.get(step);
    if (index === undefined || names.datasets.has(step)) return undefined;
    const input = (entries[index] as { input?: unknown }).input;
    return typeof input === "string" ? input : undefined;
  }

  function reportCycles(): void {
    const reported = new Set<string>();
    for (const [name, index] of order) {
      if (reported.has(name)) continue;
      const cycle = cycleFrom(name);
      if (!cycle) continue;
      for (const member of cycle) reported.add(member);
      const shown = [...cycle, name].map((one) => `"${one}"`).join(" reads ");
      problems.add("cycle", `Steps read each other in a circle: ${shown}; let one of them read a dataset.`, [
        "pipeline",
        "steps",
        index,
        "input",
      ]);
    }
  }
}
