import { buildSchema, getIntrospectionQuery, parse, specifiedRules, validate } from "graphql";
import { expect, test } from "vitest";
import { limitRules, maxTokens } from "../../graphql/limits";

const schema = buildSchema("type Query { a: Query, list: [Query!]! }");
const check = (query: string) =>
  validate(schema, parse(query, { maxTokens }), [...specifiedRules, ...limitRules]);

test("an explorer's whole introspection is within the limits", () => {
  const query = getIntrospectionQuery({
    inputValueDeprecation: true,
    schemaDescription: true,
    specifiedByUrl: true,
    oneOf: true,
  });
  expect(check(query)).toEqual([]);
});

test("introspection that multiplies is refused, and so is a deep query of data", () => {
  const deep = `${"a { ".repeat(20)}__typename${" }".repeat(20)}`;
  expect(
    check(
      `{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }`,
    ).length,
  ).toBeGreaterThan(0);
  expect(check(`{ ${deep} }`).length).toBeGreaterThan(0);
});
