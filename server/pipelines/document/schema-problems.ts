import type { ZodError, ZodType } from "zod";
import type { Problem } from "../../core/errors";
import { suggest } from "./closest";
import { type Path, showPath } from "./path";

type Issue = ZodError["issues"][number];

/** A problem whose place is its key rather than its value: unknown and duplicate keys. */
export interface SchemaProblem extends Problem {
  readonly at?: "key";
}

/**
 * Everything in which `value` does not fit `schema`, worded for the person who wrote the document.
 * @param base path of `value` inside the document.
 * @param knownKeys for "did you mean" at an unknown key, by the object's path inside `value`.
 */
export function schemaProblems(
  schema: ZodType,
  value: unknown,
  base: Path,
  knownKeys: (path: Path) => readonly string[],
): { ok: true; value: unknown } | { ok: false; problems: SchemaProblem[] } {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return { ok: true, value: parsed.data };
  return { ok: false, problems: parsed.error.issues.flatMap((issue) => reword(issue, base, knownKeys)) };
}

function reword(issue: Issue, base: Path, knownKeys: (path: Path) => readonly string[]): SchemaProblem[] {
  const inner = issue.path.map((part) => (typeof part === "number" ? part : String(part)));
  const path = [...base, ...inner];
  const shown = showPath(path);
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({
        code: "unknown-key",
        message: `Unknown key "${key}" in ${shown}.${suggest(key, knownKeys(inner))}`,
        path: [...path, key],
        at: "key",
      }));
    case "invalid_type":
      if (issue.input === undefined) {
        const owner = showPath(path.slice(0, -1));
        return [
          {
            code: "missing-key",
            message: `The key "${String(path.at(-1))}" is missing in ${owner}; it takes ${named(issue.expected)}.`,
            path,
          },
        ];
      }
      return [
        {
          code: "wrong-type",
          message: `${shown} takes ${named(issue.expected)}, not ${got(issue.input)}.`,
          path,
        },
      ];
    case "invalid_value":
      if (issue.input === undefined) {
        const owner = showPath(path.slice(0, -1));
        return [
          {
            code: "missing-key",
            message: `The key "${String(path.at(-1))}" is missing in ${owner}; it takes one of ${issue.values.join(", ")}.`,
            path,
          },
        ];
      }
      return [
        {
          code: "wrong-value",
          message: `${shown} takes one of ${issue.values.join(", ")}, not ${got(issue.input)}.`,
          path,
        },
      ];
    case "invalid_union":
      return rewordUnion(issue, path, base, knownKeys);
    default:
      return [
        {
          code: "wrong-value",
          message: `${shown}: ${issue.message.endsWith(".") ? issue.message : `${issue.message}.`}`,
          path,
        },
      ];
  }
}

/** Reports the alternative that the value came nearest to: the one whose first problem lies deepest. */
function rewordUnion(
  issue: Extract<Issue, { code: "invalid_union" }>,
  path: Path,
  base: Path,
  knownKeys: (path: Path) => readonly string[],
): SchemaProblem[] {
  const depth = (issues: readonly Issue[]) => Math.max(0, ...issues.map((one) => one.path.length));
  const nearest = [...issue.errors].sort((a, b) => depth(b) - depth(a))[0];
  if (nearest && depth(nearest) > 0) {
    return nearest.flatMap((one) => reword({ ...one, path: [...issue.path, ...one.path] }, base, knownKeys));
  }
  const expected = issue.errors
    .flat()
    .map((one) => (one.code === "invalid_type" ? named(one.expected) : one.message));
  const wanted = [...new Set(expected)].join(" or ");
  return [
    {
      code: "wrong-type",
      message: `${showPath(path)} takes ${wanted || issue.message}, not ${got(issue.input)}.`,
      path,
    },
  ];
}

const NAMES: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: 'a list ("- …" lines)',
  object: "a mapping (key: value)",
  record: "a mapping (key: value)",
  null: "nothing (null)",
};

const named = (expected: string): string => NAMES[expected] ?? expected;

function got(value: unknown): string {
  if (value === null) return "nothing (null)";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  if (typeof value === "string")
    return `the text ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`;
  return String(value);
}
