import { AppError, badInput } from "../../core/errors";
import type { ImportLimits } from "../import-limits";
import type { Reject } from "./format";

/** The limits that can only be looked at when everything has been read. */
export function checkOutcome(
  outcome: { rowCount: number; rejectedCount: number; rejects: readonly Reject[] },
  limits: ImportLimits,
): void {
  const { rowCount, rejectedCount, rejects } = outcome;
  const first = rejects[0];
  if (first && (rejectedCount > limits.maxRejects || rowCount === 0)) {
    const which =
      rowCount === 0 ? "No row could be taken" : `More than ${limits.maxRejects} rows were refused`;
    const problems = rejects.slice(0, 20).map(problem);
    throw badInput(`${which}; the first, on line ${first.line}: ${problem(first).message}`, problems);
  }
  if (rowCount > limits.maxRows) {
    throw new AppError(
      "LIMIT_EXCEEDED",
      `The table has ${rowCount} rows; at most ${limits.maxRows} are taken.`,
    );
  }
}

const problem = ({ code, line, column, reason }: Reject) => ({
  code,
  line,
  message: column ? `column "${column}": ${reason}` : reason,
});
