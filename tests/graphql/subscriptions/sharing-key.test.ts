import { parse } from "graphql";
import { expect, test } from "vitest";
import { sharingKey } from "../../../graphql/subscriptions/sharing-key";

const key = (query: string, variables?: Record<string, unknown>, operation?: string) =>
  sharingKey(query, parse(query), operation, variables);
const query =
  "subscription S($id: ID!, $from: Int, $big: Boolean) { run(id: $id, after: $from) { a @include(if: $big) } }";

test("where to begin makes no difference, everything else does", () => {
  const base = key(query, { id: "1", from: 5, big: true });
  expect(key(query, { id: "1", from: 9, big: true })).toBe(base);
  expect(key(query, { big: true, id: "1" })).toBe(base);
  expect(key(query, { id: "2", from: 5, big: true })).not.toBe(base);
  expect(key(query, { id: "1", from: 5, big: false })).not.toBe(base);
  expect(key(`${query} `, { id: "1", from: 5, big: true })).not.toBe(base);
});

test("a variable that is also used elsewhere counts", () => {
  const twice = "subscription ($n: Int) { run(after: $n) { rows(first: $n) } }";
  expect(key(twice, { n: 1 })).not.toBe(key(twice, { n: 2 }));
  const nested = "subscription ($n: Int) { run { rows(after: $n) } }";
  expect(key(nested, { n: 1 })).not.toBe(key(nested, { n: 2 }));
});

test("operations of one document differ, and the order of keys in variables does not matter", () => {
  const two = "subscription A { run { a } } subscription B { run { a } }";
  expect(key(two, {}, "A")).not.toBe(key(two, {}, "B"));
  const object = "subscription ($f: F) { run(filter: $f) { a } }";
  expect(key(object, { f: { a: 1, b: [2] } })).toBe(key(object, { f: { b: [2], a: 1 } }));
  expect(key(object, { f: { a: 1, b: [2] } })).not.toBe(key(object, { f: { a: 1, b: [2, 3] } }));
});
