import { expect, test } from "vitest";
import { createDocuments } from "../../graphql/documents";
import { buildSchema } from "../../graphql/schema";

test("documents are remembered, but none that could fill the memory", () => {
  const documents = createDocuments(buildSchema());
  const page = "{ instance { __typename } }";
  expect(documents(page)).toBe(documents(page));
  const long = `${page} # ${"x".repeat(30_000)}`;
  expect(documents(long)).not.toBe(documents(long));
});
