import type { Problem } from "./problem";

/** The problems that a check found and those a refusal brought; what both tell stands once. */
export function joinProblems(found: readonly Problem[], refused: readonly Problem[]): readonly Problem[] {
  const known = new Set(found.map(identity));
  return [...found, ...refused.filter((problem) => !known.has(identity(problem)))];
}

const identity = ({ line, column, message }: Problem) => JSON.stringify([line, column, message]);
