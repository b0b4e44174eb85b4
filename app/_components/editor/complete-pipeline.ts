import type { JsonSchema } from "./json-schema";
import { propertiesOf, schemaOf } from "./json-schema";
import { namesIn, type Place, placeAt } from "./yaml-place";

/** One operator kind, as the API tells it. */
export interface OperatorInfo {
  kind: string;
  summary: string;
  schema: JsonSchema;
}

/** What the editor can know beside the text. */
export interface Vocabulary {
  operators: readonly OperatorInfo[];
  /** Names of the namespace's datasets. */
  datasets: readonly string[];
}

export interface Suggestion {
  label: string;
  /** What is put in; the label by default. Lines after the first are indented like the first. */
  insert?: string;
  detail?: string;
  kind: "key" | "value";
}

const keys = (entries: Record<string, string>): Suggestion[] =>
  Object.entries(entries).map(([label, detail]) => ({ label, insert: `${label}:`, detail, kind: "key" }));
const values = (labels: readonly string[], detail?: string): Suggestion[] =>
  [...new Set(labels)].map((label) => ({ label, insert: asScalar(label), detail, kind: "value" }));

/** Quoted where YAML would read something else than the text. */
export const asScalar = (text: string): string =>
  /^[\p{L}_][\p{L}\p{N}_ ./()-]*$/u.test(text) &&
  !/^(true|false|null|yes|no|on|off)$/i.test(text) &&
  text.trim() === text
    ? text
    : JSON.stringify(text);

const rootKeys = { datasets: "", operations: "", pipeline: "", default_model: "", system_prompt: "" };
const stepKeys = { name: "", input: "", operations: "" };
const datasetTypes = ["dataset", "memory", "file"];

/** What may stand where the cursor is; nothing where names are the author's to invent. */
export function completePipeline(
  text: string,
  row: number,
  column: number,
  vocabulary: Vocabulary,
): { word: string; suggestions: Suggestion[] } {
  const lines = text.split("\n");
  const place = placeAt(lines, row, column);
  if (!place) return { word: "", suggestions: [] };
  const present = new Set(Object.keys(place.siblings));
  const suggestions = suggest(place, lines, vocabulary).filter(
    ({ kind, label }) => kind === "value" || !present.has(label),
  );
  return { word: place.word, suggestions };
}

function suggest(place: Place, lines: readonly string[], vocabulary: Vocabulary): Suggestion[] {
  const [root, ...inner] = place.path;
  if (root === undefined) return place.key === null ? keys(rootKeys) : [];
  if (root === "datasets") return inDatasets(inner, place, vocabulary);
  if (root === "operations") return inOperations(inner, place, vocabulary);
  if (root === "pipeline") return inPipeline(inner, place, lines);
  return [];
}

function inDatasets(path: readonly string[], place: Place, { datasets }: Vocabulary): Suggestion[] {
  if (path.length === 0 && place.key === null) {
    return datasets.map((name) => ({
      label: name,
      insert: `${asScalar(name)}:\n  type: dataset\n  dataset: ${asScalar(name)}`,
      kind: "key",
    }));
  }
  if (path.length !== 1) return [];
  if (place.key === "type") return values(datasetTypes);
  if (place.key === "dataset" || place.key === "path") return values(datasets);
  return place.key === null ? keys({ type: "", dataset: "" }) : [];
}

function inOperations(path: readonly string[], place: Place, { operators }: Vocabulary): Suggestion[] {
  if (path[0] !== "[]") return [];
  if (path.length === 1 && place.key === "type") {
    return operators.map(({ kind, summary }) => ({ label: kind, detail: summary, kind: "value" }));
  }
  const operator = operators.find(({ kind }) => kind === place.siblings.type);
  const schema = operator && schemaOf(operator.schema, path.slice(1));
  const common = path.length === 1 && place.key === null ? keys({ name: "", type: "", sample: "" }) : [];
  if (!schema) return common;
  if (place.key !== null) return values(enumOf(schemaOf(schema, [place.key])));
  const own = propertiesOf(schema).map(([label, { description = "" }]) => [label, description] as const);
  return [...common, ...keys(Object.fromEntries(own))];
}

function enumOf(schema: JsonSchema | undefined): string[] {
  if (!schema) return [];
  if (schema.type === "boolean") return ["true", "false"];
  const choices = schema.enum ?? (schema.const === undefined ? [] : [schema.const]);
  return [...choices.map(String), ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].flatMap(enumOf)];
}

function inPipeline(path: readonly string[], place: Place, lines: readonly string[]): Suggestion[] {
  const where = path.join("/");
  if (where === "") return place.key === null ? keys({ steps: "", output: "" }) : [];
  if (where === "output")
    return place.key === null
      ? keys({ type: "", path: "" })
      : place.key === "type"
        ? values(["dataset"])
        : [];
  if (where === "steps/[]" && place.key === "input") {
    return [
      ...values(namesIn(lines, ["datasets"], null)),
      ...values(namesIn(lines, ["pipeline", "steps", "[]"], "name")),
    ];
  }
  if (where === "steps/[]/operations/[]" || (where === "steps/[]" && place.key === "operations")) {
    return values(namesIn(lines, ["operations", "[]"], "name"));
  }
  return where === "steps/[]" && place.key === null ? keys(stepKeys) : [];
}
