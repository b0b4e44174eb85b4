import { createHash } from "node:crypto";
import type { Problem } from "../core/errors";
import type { Registry } from "../core/registry";
import { checkOperations } from "./document/check-operations";
import { type DatasetEntry, datasetSchema, documentSchema } from "./document/document-schema";
import { linkSteps } from "./document/link-steps";
import { createProblemList } from "./document/problem-list";
import { readYaml, type YamlText } from "./document/read-yaml";
import { schemaProblems } from "./document/schema-problems";
import type { Operator, OperatorTools } from "./operators/operator";
import type { Plan, PlanDataset } from "./plan";

export interface ParsedPipeline {
  /** Null exactly when there are problems. */
  readonly plan: Plan | null;
  /** What keeps the document from running, all at once, in the order of the text. */
  readonly problems: readonly Problem[];
  /** What is probably not meant: things that nothing uses. */
  readonly warnings: readonly Problem[];
  /** SHA-256 of the text, in hex. */
  readonly digest: string;
}

/** Advice for keys of other runners' documents, whose place here is elsewhere. */
const ELSEWHERE: ReadonlyMap<unknown, string> = new Map([
  [
    "llm_api_keys",
    "Keys do not belong in a document that people share; an administrator sets them for the instance.",
  ],
  ["parsing_tools", "Parsing functions are not supported; prepare the data before the upload."],
]);

/**
 * Reads and checks a pipeline document (YAML or JSON). Never throws for what the text may hold: everything wrong
 * with it comes back as `problems`, each with a code, what to do, path, line and column.
 */
export async function parsePipeline(
  text: string,
  operators: Registry<Operator>,
  tools: OperatorTools,
): Promise<ParsedPipeline> {
  const digest = createHash("sha256").update(text).digest("hex");
  const yaml = readYaml(text);
  const problems = createProblemList(yaml, yaml.problems);
  const warnings = createProblemList(yaml);
  const { value } = yaml;
  if (value === undefined) return { plan: null, problems: problems.sorted(), warnings: [], digest };
  if (!isMapping(value)) {
    problems.add(
      value === null ? "empty-document" : "wrong-type",
      "A pipeline document is a mapping with the keys operations and pipeline.",
      [],
    );
    return { plan: null, problems: problems.sorted(), warnings: [], digest };
  }

  const shape = schemaProblems(documentSchema, value, [], knownKeysAt);
  if (!shape.ok) {
    problems.addAll(
      shape.problems.map((problem) => ({
        ...problem,
        message: ELSEWHERE.get(problem.path?.[0]) ?? problem.message,
      })),
    );
  }
  const datasets = datasetsOf(value.datasets, yaml.positionOf);
  const operations = await checkOperations(listOf(value.operations), { operators, tools, yaml, problems });
  const steps = listOf(isMapping(value.pipeline) ? value.pipeline.steps : undefined);
  const names = new Set(datasetNamesOf(value.datasets));
  const linked = linkSteps({ entries: steps, datasets: names, operations, problems, warnings });

  for (const name of names) {
    if (!linked.usedDatasets.has(name))
      warnings.add("unused-dataset", `No step reads the dataset "${name}".`, ["datasets", name], "key");
  }
  for (const [index, entry] of listOf(value.operations).entries()) {
    const name = isMapping(entry) ? entry.name : undefined;
    if (typeof name === "string" && !linked.usedOperations.has(name)) {
      warnings.add("unused-operation", `No step uses the operation "${name}".`, [
        "operations",
        index,
        "name",
      ]);
    }
  }

  const found = problems.sorted();
  if (found.length > 0) return { plan: null, problems: found, warnings: warnings.sorted(), digest };
  const plan: Plan = { datasets, operations: linked.operations, outputName: outputNameOf(value.pipeline) };
  return { plan, problems: [], warnings: warnings.sorted(), digest };
}

function datasetsOf(entries: unknown, positionOf: YamlText["positionOf"]): PlanDataset[] {
  if (!isMapping(entries)) return [];
  return Object.entries(entries).flatMap(([name, entry]) => {
    const parsed = datasetSchema.safeParse(entry);
    if (!parsed.success) return [];
    const key = parsed.data.type === "file" ? "path" : "dataset";
    return [{ name, source: sourceOf(parsed.data), place: positionOf(["datasets", name, key]) }];
  });
}

function sourceOf(entry: DatasetEntry): PlanDataset["source"] {
  switch (entry.type) {
    case "dataset":
      return { kind: "dataset", dataset: entry.dataset };
    case "file":
      return { kind: "dataset", dataset: entry.path };
    case "memory":
      return { kind: "memory", rows: entry.rows };
  }
}

function outputNameOf(pipeline: unknown): string | null {
  const output = isMapping(pipeline) && isMapping(pipeline.output) ? pipeline.output : {};
  if (typeof output.path !== "string") return null;
  const file = output.path.split(/[\\/]/).at(-1) ?? "";
  return file.replace(/\.(json|csv|parquet|ndjson)$/i, "") || null;
}

function knownKeysAt(path: readonly (string | number)[]): readonly string[] {
  if (path.length === 0) return Object.keys(documentSchema.shape);
  if (path[0] === "datasets") return ["type", "dataset", "path", "rows"];
  if (path[0] === "system_prompt") return ["persona", "dataset_description"];
  if (path[0] === "pipeline" && path[1] === "steps") return ["name", "input", "operations"];
  if (path[0] === "pipeline" && path[1] === "output") return ["type", "path", "intermediate_dir"];
  if (path[0] === "pipeline") return ["steps", "output"];
  return [];
}

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const datasetNamesOf = (value: unknown): readonly string[] => (isMapping(value) ? Object.keys(value) : []);
