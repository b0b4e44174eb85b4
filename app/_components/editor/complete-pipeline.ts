import { namesIn, type Place, placeAt } from "./yaml-place";

/** A key that may stand in a mapping of the document. */
export interface GrammarKey {
  name: string;
  /** What it takes, for people. */
  type: string;
  description: string | null;
  /** The only values, where there are only some. */
  values: readonly string[];
}

/** What a document is made of, as the API tells it. */
export interface Grammar {
  document: readonly GrammarKey[];
  pipeline: readonly GrammarKey[];
  dataset: readonly GrammarKey[];
  /** The keys of every operation; those of its operator come on top. */
  operation: readonly GrammarKey[];
  step: readonly GrammarKey[];
  output: readonly GrammarKey[];
  operators: readonly { kind: string; summary: string; keys: readonly GrammarKey[] }[];
}

/** What the editor can know beside the text. */
export interface Vocabulary {
  grammar: Grammar;
  /** Names of the namespace's datasets. */
  datasets: readonly string[];
}

export interface Suggestion {
  label: string;
  /** What is put in; lines after the first are indented like the first. */
  insert: string;
  detail?: string;
  kind: "key" | "value";
}

/** Quoted where YAML would read something else than the text. */
export const asScalar = (text: string): string =>
  /^[\p{L}_][\p{L}\p{N}_ ./()-]*$/u.test(text) &&
  !/^(true|false|null|yes|no|on|off)$/i.test(text) &&
  text.trim() === text
    ? text
    : JSON.stringify(text);

/** What may stand where the cursor is; nothing where names are the author's to invent. Row and column from 0. */
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

function suggest(place: Place, lines: readonly string[], { grammar, datasets }: Vocabulary): Suggestion[] {
  const where = place.path.join("/");
  const names = (path: string[], key: string | null) => values(namesIn(lines, path, key));
  if (where === "") return mapping(grammar.document, place);
  if (where === "datasets" && place.key === null) return datasets.map(datasetBlock);
  if (/^datasets\/[^/]+$/.test(where)) {
    const names = place.key === "dataset" || place.key === "path" ? values(datasets) : [];
    return [...names, ...mapping(grammar.dataset, place)];
  }
  if (where === "operations/[]") return inOperation(place, grammar);
  if (where === "pipeline") return mapping(grammar.pipeline, place);
  if (where === "pipeline/output") return mapping(grammar.output, place);
  if (where === "pipeline/steps/[]/operations/[]") return names(["operations", "[]"], "name");
  if (where !== "pipeline/steps/[]") return [];
  if (place.key === "operations") return names(["operations", "[]"], "name");
  if (place.key === "input")
    return [...names(["datasets"], null), ...names(["pipeline", "steps", "[]"], "name")];
  return mapping(grammar.step, place);
}

function inOperation(place: Place, { operation, operators }: Grammar): Suggestion[] {
  if (place.key === "type") {
    return operators.map(({ kind, summary }) => ({
      label: kind,
      insert: kind,
      detail: summary,
      kind: "value",
    }));
  }
  const operator = operators.find(({ kind }) => kind === place.siblings.type);
  const common = operation.filter(({ name }) => !operator?.keys.some((own) => own.name === name));
  return mapping([...common, ...(operator?.keys ?? [])], place);
}

/** The keys of a mapping, or the values that the key at the cursor takes. */
function mapping(keys: readonly GrammarKey[], { key }: Place): Suggestion[] {
  if (key === null) {
    return keys.map(({ name, type, description }) => ({
      label: name,
      insert: `${name}:`,
      detail: description ?? type,
      kind: "key",
    }));
  }
  const found = keys.find(({ name }) => name === key);
  return values(
    found?.type === "true or false" ? ["true", "false"] : (found?.values ?? []),
    (value) => value,
  );
}

const values = (labels: readonly string[], write = asScalar): Suggestion[] =>
  [...new Set(labels)].map((label) => ({ label, insert: write(label), kind: "value" }));

const datasetBlock = (name: string): Suggestion => ({
  label: name,
  insert: `${asScalar(name)}:\n  type: dataset\n  dataset: ${asScalar(name)}`,
  kind: "key",
});
