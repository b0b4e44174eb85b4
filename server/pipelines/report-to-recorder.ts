import type { StepCounts } from "../runs/ledger-step";
import type { RunRecorder } from "../runs/run-recorder";
import type { Counts } from "./execute/counts";
import type { ExecuteOptions } from "./execute-pipeline";
import { operatorLogger } from "./operator-logger";
import type { PlanOperation } from "./plan";

/** Failed rows that each operation tells of in the log; all of them are among the run's failures. */
const LOGGED_FAILURES = 5;

type Reports = Pick<ExecuteOptions, "loggerFor" | "onStart" | "onProgress" | "onFailedRow" | "onFinish">;

/** What an execution tells, as changes and log lines of its run. */
export function reportTo(recorder: RunRecorder): Reports {
  return {
    loggerFor: (operation) => operatorLogger((level, text) => recorder.log(level, placeOf(operation), text)),
    onStart(operation, rowsIn) {
      recorder.startStep(operation.position, rowsIn);
    },
    onProgress({ position }, counts, done) {
      recorder.progress(position, stepCounts(counts), done);
    },
    onFailedRow(operation, index, reason, count) {
      if (count <= LOGGED_FAILURES)
        recorder.log("WARN", placeOf(operation), `Row ${index + 1} failed: ${reason}`);
      if (count === LOGGED_FAILURES)
        recorder.log(
          "WARN",
          placeOf(operation),
          "Further failed rows are only listed among the run's failures.",
        );
    },
    onFinish(operation, report, resumed) {
      const { counts, durationMillis } = report;
      if (resumed) recorder.startStep(operation.position, counts.in);
      recorder.finishStep(operation.position, stepCounts(counts), report);
      const dropped = [
        counts.filtered > 0 ? `${counts.filtered} filtered` : "",
        counts.failed > 0 ? `${counts.failed} failed` : "",
      ].filter(Boolean);
      const rest = dropped.length > 0 ? ` (${dropped.join(", ")})` : "";
      const how = resumed ? "kept from before" : `${durationMillis} ms`;
      recorder.log(
        "INFO",
        placeOf(operation),
        `${countOf(counts.in, "row")} in, ${counts.out} out${rest}, ${how}.`,
      );
    },
  };
}

export const placeOf = ({ step, operation }: PlanOperation): string => `${step}/${operation}`;

export const countOf = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? "" : "s"}`;

const stepCounts = (counts: Readonly<Counts>): StepCounts => ({
  rowsIn: counts.in,
  rowsOut: counts.out,
  rowsFiltered: counts.filtered,
  rowsFailed: counts.failed,
});
