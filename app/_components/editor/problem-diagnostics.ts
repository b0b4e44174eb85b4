import type { Diagnostic } from "@codemirror/lint";
import type { Text } from "@codemirror/state";
import type { Problem } from "./problem";

/** Problems as marks in the text: from the place told to the end of the word there, or of the line. */
export function problemDiagnostics(text: Text, problems: readonly Problem[]): Diagnostic[] {
  return problems.map((problem) => {
    const line = text.line(Math.min(Math.max(1, problem.line ?? 1), text.lines));
    const from = Math.min(line.from + Math.max(0, (problem.column ?? 1) - 1), line.to);
    const word = /^[^\s:,[\]{}]+/.exec(line.text.slice(from - line.from))?.[0].length ?? 0;
    const to = Math.min(from + Math.max(word, 1), line.to);
    return {
      from: Math.min(from, to),
      to,
      severity: problem.severity,
      message: problem.message,
      source: problem.code,
    };
  });
}
