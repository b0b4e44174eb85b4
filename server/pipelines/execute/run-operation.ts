import type { Clock } from "../../core/clock";
import { AppError, hasCode, isAppError, toError } from "../../core/errors";
import type { Logger } from "../../core/logger";
import { seededRandom } from "../../core/random";
import type { OperatorContext } from "../operators/operator";
import type { PlanOperation } from "../plan";
import { firstRows } from "../tables/first-rows";
import type { Scratch } from "../tables/scratch";
import type { Table } from "../tables/table";
import { createTableWriter, type TableLimits } from "../tables/table-writer";
import type { Counts, OperationReport } from "./counts";
import type { FailureFile } from "./failure-file";

export interface OperationTools {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly scratch: Scratch;
  readonly limits: TableLimits;
  readonly failures: FailureFile;
  readonly seed: number;
  readonly sandbox: OperatorContext["sandbox"];
  readonly sql: OperatorContext["sql"];
  loggerFor(operation: PlanOperation): Logger;
  /** Told of each failed row, with how many failed so far. */
  onFailedRow(operation: PlanOperation, index: number, reason: string, count: number): void;
  onProgress(operation: PlanOperation, counts: Readonly<Counts>, done: number): void;
}

/**
 * Runs one operation to its end. Throws CANCELLED at once when the signal fires, whether or not the operator heeds
 * it, and INTERNAL when an operator lost rows; otherwise what the operator threw, with its place.
 */
export async function runOperation(
  operation: PlanOperation,
  source: Table,
  tables: Readonly<Record<string, Table>>,
  tools: OperationTools,
): Promise<{ table: Table; report: OperationReport }> {
  const { signal, clock } = tools;
  signal.throwIfAborted();
  const started = clock.monotonic();
  const input = operation.sample === null ? source : firstRows(source, operation.sample);
  const counts: Counts = { in: input.rowCount, out: 0, filtered: 0, failed: 0 };
  const writer = createTableWriter(tools.scratch, tools.limits);
  let made: Logger | null = null;
  const context: OperatorContext = {
    signal,
    get logger() {
      made ??= tools.loggerFor(operation);
      return made;
    },
    random: seededRandom(mix(tools.seed, operation.position)),
    operationName: operation.operation,
    sandbox: tools.sandbox,
    sql: tools.sql,
    tables,
    progress(done) {
      counts.out = writer.rowCount;
      tools.onProgress(operation, counts, done);
    },
    filtered(count) {
      counts.filtered += count;
    },
    failed(index, row, reason) {
      counts.failed++;
      tools.onFailedRow(operation, index, reason, counts.failed);
      tools.failures.add({
        position: operation.position,
        step: operation.step,
        operation: operation.operation,
        index,
        reason,
        row,
      });
    },
  };
  try {
    const work = operation.operator.run(operation.config, input, writer, context);
    const cost = await unlessAborted(work, signal);
    const table = await writer.finish();
    counts.out = table.rowCount;
    assertNothingLost(operation, counts);
    const durationMillis = Math.round(clock.monotonic() - started);
    return {
      table,
      report: {
        counts,
        costMicros: cost?.costMicros ?? null,
        tokensIn: cost?.tokensIn ?? 0,
        tokensOut: cost?.tokensOut ?? 0,
        durationMillis,
      },
    };
  } catch (error) {
    await writer.abandon().catch(() => {});
    throw placed(error, operation, signal);
  }
}

/** Waits for the work or the signal, whichever comes first; what the work does later is nobody's business. */
async function unlessAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  let onAbort = () => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
    work.catch(() => {});
  }
}

function assertNothingLost(operation: PlanOperation, counts: Counts): void {
  if (operation.operator.rows !== "one-to-one") return;
  if (counts.in === counts.out + counts.filtered + counts.failed) return;
  const { in: rowsIn, out, filtered, failed } = counts;
  throw new AppError(
    "INTERNAL",
    `The operator ${operation.operator.kind} lost count: ${rowsIn} rows in, but ${out} out, ${filtered} filtered and ${failed} failed.`,
  );
}

/** The error as the run reports it: its own code and message where it has them, and where in the document it arose. */
function placed(error: unknown, operation: PlanOperation, signal: AbortSignal): AppError {
  if (signal.aborted)
    return hasCode(signal.reason, "CANCELLED")
      ? (signal.reason as AppError)
      : new AppError("CANCELLED", "The run was cancelled.", { cause: signal.reason });
  const cause = toError(error);
  const details = {
    ...(isAppError(error) ? error.details : {}),
    position: operation.position,
    step: operation.step,
    operation: operation.operation,
    line: operation.line,
  };
  const code = isAppError(error) ? error.code : "INTERNAL";
  return new AppError(code, cause.message, {
    cause,
    details,
    problems: isAppError(error) ? error.problems : [],
  });
}

/** Two numbers as one seed. Source: the finalizer of MurmurHash3. */
function mix(seed: number, position: number): number {
  let h = (seed ^ Math.imul(position + 1, 0x9e3779b9)) >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
