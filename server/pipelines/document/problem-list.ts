import type { Problem } from "../../core/errors";
import { DOCUMENT_LIMITS } from "./limits";
import type { Path } from "./path";
import type { YamlText } from "./read-yaml";
import { insideText } from "./text-place";

/** Collects what is wrong with a document, each thing with its place in the text. */
export interface ProblemList {
  add(code: string, message: string, path: Path, part?: "key" | "value"): void;
  /** Takes over problems that know their path. A place, where they have one, is inside the text at that path. */
  addAll(problems: readonly (Problem & { at?: "key" })[]): void;
  /** In the order of the text, without repetitions, bounded. */
  sorted(): Problem[];
}

/** @param initial problems that have their place in the document already. */
export function createProblemList(
  { positionOf, textPlaceOf }: Pick<YamlText, "positionOf" | "textPlaceOf">,
  initial: readonly Problem[] = [],
): ProblemList {
  const problems: Problem[] = [...initial];
  const addAll: ProblemList["addAll"] = (found) => {
    for (const { at, line, column, ...problem } of found) {
      const path = problem.path ?? [];
      const text = line === undefined ? null : textPlaceOf(path);
      const place = text && line !== undefined ? insideText(text, line, column ?? 1) : positionOf(path, at);
      problems.push({ ...problem, ...place });
    }
  };
  return {
    addAll,
    add: (code, message, path, part) =>
      addAll([{ code, message, path, ...(part === "key" ? { at: part } : {}) }]),
    sorted() {
      const seen = new Set<string>();
      const unique = problems.filter((problem) => {
        const key = `${problem.line}:${problem.column}:${problem.code}:${problem.message}`;
        return !seen.has(key) && seen.add(key);
      });
      unique.sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
      if (unique.length <= DOCUMENT_LIMITS.problems) return unique;
      const rest = unique.length - DOCUMENT_LIMITS.problems;
      const last = unique[DOCUMENT_LIMITS.problems]!;
      const summary: Problem = {
        code: "more-problems",
        message: `And ${rest} more problems; mend these first.`,
        line: last.line,
        column: last.column,
      };
      return [...unique.slice(0, DOCUMENT_LIMITS.problems), summary];
    },
  };
}
