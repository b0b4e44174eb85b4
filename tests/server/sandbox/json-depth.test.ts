import fc from "fast-check";
import { expect, test } from "vitest";
import { nestsDeeper } from "../../../server/sandbox/json-depth";

const depthOf = (value: unknown): number =>
  typeof value === "object" && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;

test("counts lists and objects, and nothing inside texts", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), fc.integer({ min: 0, max: 6 }), (value, most) => {
      expect(nestsDeeper(JSON.stringify(value), most)).toBe(depthOf(value) > most);
    }),
  );
  expect(nestsDeeper(JSON.stringify([`[{[{\\"[[[`, '"[[['.repeat(5)]), 1)).toBe(false);
});
