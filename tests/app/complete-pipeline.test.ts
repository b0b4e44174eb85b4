import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { asScalar, completePipeline, type Vocabulary } from "../../app/_components/editor/complete-pipeline";

const key = (name: string, more: { type?: string; values?: string[]; description?: string } = {}) => ({
  name,
  type: more.type ?? "text",
  description: more.description ?? null,
  values: more.values ?? [],
});

const vocabulary: Vocabulary = {
  datasets: ["cars", "airports 2024", "true"],
  grammar: {
    document: [key("datasets"), key("operations"), key("pipeline"), key("default_model")],
    pipeline: [key("steps"), key("output")],
    dataset: [key("type", { values: ["dataset", "memory"] }), key("dataset"), key("rows")],
    operation: [key("name"), key("type"), key("sample")],
    step: [key("name"), key("input"), key("operations")],
    output: [key("path")],
    operators: [
      {
        kind: "sql",
        summary: "Queries its input with SQL.",
        keys: [key("query", { description: "One SELECT." })],
      },
      {
        kind: "sample",
        summary: "Takes some rows.",
        keys: [key("method", { values: ["uniform", "first"] }), key("exact", { type: "true or false" })],
      },
    ],
  },
};

/** Suggestions at the "|" in the text. */
function at(text: string) {
  const offset = text.lastIndexOf("|");
  const lines = text.slice(0, offset).split("\n");
  const column = (lines.at(-1) ?? "").length;
  const { word, suggestions } = completePipeline(text.replace("|", ""), lines.length - 1, column, vocabulary);
  return { word, labels: suggestions.map(({ label }) => label), suggestions };
}

describe("completion of pipeline documents", () => {
  test("offers the root's keys that are not there yet", () => {
    const { labels } = at("datasets:\n  a:\n    type: memory\n|\noperations: []\n");
    expect(labels).toContain("pipeline");
    expect(labels).not.toContain("datasets");
    expect(labels).not.toContain("operations");
  });

  test("offers operators as an operation's type, with what they do", () => {
    const { word, suggestions } = at("operations:\n  - name: a\n    type: s|\n");
    expect(word).toBe("s");
    expect(suggestions.map(({ label, detail }) => [label, detail])).toEqual([
      ["sql", "Queries its input with SQL."],
      ["sample", "Takes some rows."],
    ]);
  });

  test("offers the keys of the operator that the operation names, above or below the cursor", () => {
    expect(at("operations:\n  - name: a\n    type: sql\n    |\n").labels).toEqual(["sample", "query"]);
    expect(at("operations:\n  - name: a\n    |\n    type: sample\n").labels).toEqual([
      "sample",
      "method",
      "exact",
    ]);
    expect(at("operations:\n- type: sql\n  |\n").labels).toEqual(["name", "sample", "query"]);
  });

  test("does not mix up neighbouring operations", () => {
    const text =
      "operations:\n  - name: a\n    type: sql\n    query: x\n  - name: b\n    type: sample\n    |\n  - type: sql\n";
    expect(at(text).labels).toEqual(["sample", "method", "exact"]);
  });

  test("offers a key's allowed values", () => {
    expect(at("operations:\n  - type: sample\n    method: |\n").labels).toEqual(["uniform", "first"]);
    expect(at("operations:\n  - type: sample\n    exact: |\n").labels).toEqual(["true", "false"]);
  });

  test("inserts a whole dataset block, and quotes what YAML would misread", () => {
    const { suggestions } = at("datasets:\n  |\n");
    expect(suggestions.map(({ insert }) => parse(`x:\n  ${insert.replaceAll("\n", "\n  ")}`).x)).toEqual([
      { cars: { type: "dataset", dataset: "cars" } },
      { "airports 2024": { type: "dataset", dataset: "airports 2024" } },
      { true: { type: "dataset", dataset: "true" } },
    ]);
    expect(at("datasets:\n  a:\n    type: |").labels).toEqual(["dataset", "memory"]);
    expect(at("datasets:\n  a:\n    type: dataset\n    dataset: |").labels).toEqual([
      "cars",
      "airports 2024",
      "true",
    ]);
  });

  test("offers datasets and steps as a step's input, operations as its operations", () => {
    const head =
      "datasets:\n  raw:\n    type: memory\n    rows: []\noperations:\n  - name: clean\n    type: sql\n  - name: count\n    type: sql\npipeline:\n  steps:\n    - name: first\n";
    expect(at(`${head}      input: |`).labels).toEqual(["raw", "first"]);
    expect(at(`${head}      operations:\n        - |`).labels).toEqual(["clean", "count"]);
    expect(at(`${head}      operations: [cl|`)).toMatchObject({ word: "cl", labels: ["clean", "count"] });
    expect(at(`${head}      |`).labels).toEqual(["input", "operations"]);
  });

  test("is silent inside code, comments and invented names", () => {
    expect(at("operations:\n  - type: sql\n    query: |-\n      SELECT |").labels).toEqual([]);
    expect(at("# dat|").labels).toEqual([]);
    expect(at("operations:\n  - name: |").labels).toEqual([]);
  });

  test.each(["plain", "with space", "yes", "12", "a: b", "#x", "- x", "", "空格", '"q"'])(
    "asScalar keeps %j whole",
    (text) => {
      expect(parse(asScalar(text))).toBe(text);
    },
  );
});
