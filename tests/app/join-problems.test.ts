import { expect, test } from "vitest";
import { joinProblems } from "../../app/_components/editor/join-problems";
import type { Problem } from "../../app/_components/editor/problem";

const problem = (message: string, line: number | null): Problem => ({
  code: "wrong",
  message,
  line,
  column: line === null ? null : 1,
  severity: "error",
});

test("what the check and the refusal both tell stands once", () => {
  const found = [problem("a", 1), problem("a", 1), problem("b", 2)];
  const refused = [problem("a", 1), problem("b", 3), problem("c", null)];
  expect(joinProblems(found, refused)).toEqual([...found, problem("b", 3), problem("c", null)]);
});
