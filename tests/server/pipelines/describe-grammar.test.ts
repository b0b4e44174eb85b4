import { expect, test } from "vitest";
import { describeGrammar } from "../../../server/pipelines/describe-grammar";
import { operators } from "../../../server/pipelines/operators/registry";
import { fakeOperators } from "./fake-operators";

test("tells keys, types, values and what is required", () => {
  const grammar = describeGrammar(fakeOperators);
  const named = (keys: readonly { name: string }[]) => keys.map(({ name }) => name);
  expect(named(grammar.document)).toEqual(
    expect.arrayContaining(["datasets", "operations", "pipeline", "default_model"]),
  );
  expect(grammar.document.filter(({ required }) => required).map(({ name }) => name)).toEqual([
    "operations",
    "pipeline",
  ]);
  expect(named(grammar.step)).toEqual(["name", "input", "operations"]);
  expect(named(grammar.dataset)).toEqual(expect.arrayContaining(["type", "dataset", "path", "rows"]));
  expect(grammar.dataset.find(({ name }) => name === "type")).toMatchObject({
    required: true,
    values: ["dataset", "file", "memory"],
  });
  expect(grammar.operation.find(({ name }) => name === "type")?.values).toContain("sieve");
  const checked = grammar.operators.find(({ kind }) => kind === "checked");
  expect(checked?.keys).toEqual([
    { name: "code", required: true, type: "text", description: null, values: [] },
    { name: "mode", required: false, type: "fast | slow", description: null, values: ["fast", "slow"] },
  ]);
});

test("every operator explains itself and each of its keys", () => {
  for (const { kind, summary, keys } of describeGrammar(operators).operators) {
    expect(summary, kind).toMatch(/\.$/);
    for (const key of keys) expect(key.description, `${kind}.${key.name}`).toMatch(/\.$/);
  }
});
