import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { insertDataset } from "../../app/(console)/[namespace]/execute/insert-dataset";
import { starterDocument } from "../../app/(console)/[namespace]/execute/starter-document";

const block = (dataset: string) => ({ type: "dataset", dataset });

describe("inserting a dataset", () => {
  test.each([
    ["an empty text", "", { cars: block("cars") }],
    ["no datasets yet", "operations: []\n", { cars: block("cars") }],
    ["empty braces", "datasets: {}\noperations: []\n", { cars: block("cars") }],
    ["a comment behind the key", "datasets: # ours\noperations: []\n", { cars: block("cars") }],
    [
      "another dataset",
      "datasets:\n  a:\n    type: dataset\n    dataset: a\n\noperations: []\n",
      { a: block("a"), cars: block("cars") },
    ],
    [
      "four spaces",
      "datasets:\n    a:\n        type: dataset\n        dataset: a\noperations: []\n",
      { a: block("a"), cars: block("cars") },
    ],
  ])("into %s", (_name, text, expected) => {
    const result = insertDataset(text, "cars");
    expect(parse(result).datasets).toEqual(expected);
    if (text.includes("operations")) expect(parse(result).operations).toEqual([]);
  });

  test("keeps comments, and changes nothing when it is there", () => {
    const once = insertDataset(
      "# mine\ndatasets:\n  # the first\n  a:\n    type: memory\n    rows: []\n\n# next\noperations: []\n",
      "b: c",
    );
    expect(once).toContain("# the first");
    expect(once.indexOf("# next")).toBeGreaterThan(once.indexOf('"b: c"'));
    expect(insertDataset(once, "b: c")).toBe(once);
  });
});

test.each([null, "cars", "true: #"])("the starter document for %j is a whole document", (dataset) => {
  const { datasets, pipeline, operations } = parse(starterDocument(dataset));
  const [name] = Object.keys(datasets);
  expect(pipeline.steps[0].input).toBe(name);
  expect(pipeline.steps[0].operations).toEqual([operations[0].name]);
  if (dataset) expect(datasets[dataset]).toEqual(block(dataset));
});
