import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { buildSchema, concatAST, type DocumentNode, parse, specifiedRules, validate } from "graphql";
import { describe, expect, test } from "vitest";
import { limitRules } from "../../graphql/limits";

const schema = buildSchema(readFileSync("graphql/schema.graphql", "utf8"), { assumeValid: true });

/** Every GraphQL document of the console: what stands in graphql(`…`). */
const documents = readdirSync("app", { recursive: true, encoding: "utf8" })
  .filter((name) => /\.tsx?$/.test(name))
  .flatMap((name) => {
    const text = readFileSync(join("app", name), "utf8");
    return [...text.matchAll(/\bgraphql\(\s*`([^`]*)`/g)].map(([, source]) => ({
      name,
      document: parse(source ?? ""),
    }));
  });

const fragments = new Map(
  documents.flatMap(({ document }) =>
    document.definitions.flatMap((part) =>
      part.kind === "FragmentDefinition" ? [[part.name.value, document] as const] : [],
    ),
  ),
);

/** A document with the fragments it spreads, as the page sends it. */
function whole(document: DocumentNode, known = new Set<string>()): DocumentNode {
  const spread = [
    ...JSON.stringify(document).matchAll(/"kind":"FragmentSpread","name":\{"kind":"Name","value":"(\w+)"/g),
  ]
    .map(([, name]) => name ?? "")
    .filter((name) => !known.has(name));
  for (const name of spread) known.add(name);
  const parts = [...new Set(spread)].map((name) =>
    whole(fragments.get(name) ?? ({ kind: "Document", definitions: [] } as never), known),
  );
  return concatAST([document, ...parts]);
}

describe("the console's GraphQL documents", () => {
  const operations = documents.filter(({ document }) =>
    document.definitions.some(({ kind }) => kind === "OperationDefinition"),
  );

  test("are found", () => {
    expect(operations.length).toBeGreaterThan(20);
  });

  test.each(operations)("$name asks for what the API has, within its limits", ({ document }) => {
    const stripped = JSON.parse(
      JSON.stringify(whole(document), (key, value) => (key === "loc" ? undefined : value)),
    ) as DocumentNode;
    const problems = validate(schema, stripped, [...specifiedRules, ...limitRules]);
    expect(problems.map(({ message }) => message)).toEqual([]);
  });
});
