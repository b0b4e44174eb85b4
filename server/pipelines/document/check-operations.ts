import type { Registry } from "../../core/registry";
import type { Operator, OperatorTools } from "../operators/operator";
import { suggest } from "./closest";
import { configKeys } from "./config-keys";
import { type OperationEntry, operationSchema } from "./document-schema";
import { DOCUMENT_LIMITS } from "./limits";
import type { ProblemList } from "./problem-list";
import type { YamlText } from "./read-yaml";
import { schemaProblems } from "./schema-problems";
import type { TextPlace } from "./text-place";

/** An operation whose operator is known and whose keys fit. */
export interface CheckedOperation {
  readonly name: string;
  readonly index: number;
  readonly operator: Operator;
  readonly config: unknown;
  readonly sample: number | null;
  /** The line of its name, from 1. */
  readonly line: number;
  /** Where its texts (code, queries) begin in the document, by key. */
  readonly texts: ReadonlyMap<string, TextPlace>;
}

export interface CheckedOperations {
  /** Every name that stands in the list, those of faulty operations included. */
  readonly names: ReadonlySet<string>;
  readonly checked: ReadonlyMap<string, CheckedOperation>;
}

const COMMON_KEYS = Object.keys(operationSchema.shape);

export interface OperationChecks {
  readonly operators: Registry<Operator>;
  readonly tools: OperatorTools;
  readonly yaml: YamlText;
  readonly problems: ProblemList;
  /** Milliseconds; for the time that all checks together may take. */
  readonly now?: () => number;
}

/** Checks each operation against its operator: kind, keys, values, and the operator's own checks. */
export async function checkOperations(
  entries: readonly unknown[],
  checks: OperationChecks,
): Promise<CheckedOperations> {
  const { problems, now = () => performance.now() } = checks;
  const until = now() + DOCUMENT_LIMITS.checkMs;
  const names = new Set<string>();
  const checked = new Map<string, CheckedOperation>();
  for (const [index, raw] of entries.entries()) {
    const name = nameOf(raw);
    if (name !== null && names.has(name)) {
      problems.add("duplicate-name", `Two operations are called "${name}"; give each its own name.`, [
        "operations",
        index,
        "name",
      ]);
    }
    const repeated = name !== null && names.has(name);
    if (name !== null) names.add(name);
    const entry = operationSchema.safeParse(raw);
    if (!entry.success) continue;
    if (now() > until) {
      const message = `Checking took longer than ${DOCUMENT_LIMITS.checkMs / 1000} s and stopped here; let the code outside of the functions do less.`;
      problems.add("code-stopped", message, ["operations", index]);
      break;
    }
    const operation = await checkOperation(entry.data, index, checks);
    if (operation && !repeated) checked.set(operation.name, operation);
  }
  return { names, checked };
}

async function checkOperation(
  entry: OperationEntry,
  index: number,
  { operators, tools, yaml, problems }: OperationChecks,
): Promise<CheckedOperation | null> {
  const base = ["operations", index];
  const operator = operators.find(entry.type);
  if (!operator) {
    problems.add(
      "unknown-operator",
      `Unknown operator "${entry.type}".${suggest(entry.type, operators.kinds)}`,
      [...base, "type"],
    );
    return null;
  }
  const known = configKeys(operator);
  const own: Record<string, unknown> = {};
  let unknown = 0;
  for (const [key, value] of Object.entries(entry)) {
    if (known.includes(key)) own[key] = value;
    else if (!COMMON_KEYS.includes(key)) {
      unknown++;
      const message = `The operator ${operator.kind} has no key "${key}".${suggest(key, [...known, ...COMMON_KEYS])}`;
      problems.add("unknown-key", message, [...base, key], "key");
    }
  }
  const parsed = schemaProblems(operator.config, own, base, () => known);
  if (!parsed.ok) {
    problems.addAll(parsed.problems);
    return null;
  }
  const found = (await operator.check?.(parsed.value, tools)) ?? [];
  problems.addAll(found.map((problem) => ({ ...problem, path: [...base, ...(problem.path ?? [])] })));
  if (unknown > 0 || found.length > 0) return null;
  const { line } = yaml.positionOf([...base, "name"]);
  const texts = new Map<string, TextPlace>();
  for (const key of Object.keys(own)) {
    const place = yaml.textPlaceOf([...base, key]);
    if (place) texts.set(key, place);
  }
  return {
    name: entry.name,
    index,
    operator,
    config: parsed.value,
    sample: entry.sample ?? null,
    line,
    texts,
  };
}

function nameOf(raw: unknown): string | null {
  const name = (raw as { name?: unknown } | null)?.name;
  return typeof name === "string" ? name : null;
}
