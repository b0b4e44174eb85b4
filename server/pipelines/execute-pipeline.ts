import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../core/clock";
import { syncPath } from "../core/durable-file";
import { AppError } from "../core/errors";
import type { Logger } from "../core/logger";
import { failuresPath } from "../runs/read-run-failures";
import { type Checkpoint, readCheckpoint, writeCheckpoint } from "./execute/checkpoint";
import type { Counts, OperationReport } from "./execute/counts";
import { openFailureFile } from "./execute/failure-file";
import { type OperationTools, runOperation } from "./execute/run-operation";
import type { OperatorContext } from "./operators/operator";
import { inputsOf, type Plan, type PlanInput, type PlanOperation } from "./plan";
import { memoryTable, oneEmptyRow } from "./tables/memory-table";
import { openScratch } from "./tables/scratch";
import type { Table } from "./tables/table";
import { createTableWriter, DEFAULT_TABLE_LIMITS, type TableLimits } from "./tables/table-writer";

export interface ExecuteOptions {
  readonly plan: Plan;
  /** The tables of the plan's data-center datasets, by their name in the document. */
  readonly inputs: ReadonlyMap<string, Table>;
  /** The run's folder: `scratch/` is used while it runs, `failures.ndjson` stays. */
  readonly folder: string;
  /** Distinguishes the attempts of one run, from 1. Attempts after the first go on from the last checkpoint. */
  readonly attempt: number;
  /** Tells this plan on these inputs from any other; a checkpoint of another one is not used. */
  readonly fingerprint: string;
  /** The same seed gives the same random choices, in whichever attempt. */
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly sandbox: OperatorContext["sandbox"];
  readonly sql: OperatorContext["sql"];
  readonly limits?: TableLimits;
  /** Work of less than this many milliseconds is done again after a crash rather than written down. */
  readonly checkpointAfterMs?: number;
  loggerFor(operation: PlanOperation): Logger;
  /** Called before each operation; what it throws ends the execution as it is. */
  boundary(): void;
  onStart(operation: PlanOperation, rowsIn: number): void;
  /** Told of each failed row, with how many of the operation failed so far. */
  onFailedRow(operation: PlanOperation, index: number, reason: string, count: number): void;
  onProgress(operation: PlanOperation, counts: Readonly<Counts>, done: number): void;
  /** `resumed`: the operation was finished by an earlier attempt. */
  onFinish(operation: PlanOperation, report: OperationReport, resumed: boolean): void;
}

export interface Execution {
  /** The last operation's table. Files of it lie in the scratch folder: use them before `dispose`. */
  readonly output: Table;
  readonly reports: readonly OperationReport[];
  /** Size of `failures.ndjson`; 0 when no row failed. */
  readonly failureBytes: number;
  dispose(): Promise<void>;
}

export const scratchFolder = (runFolder: string): string => join(runFolder, "scratch");

/**
 * Runs a plan, one operation after the other. Throws CANCELLED promptly when the signal fires, or the failing
 * operation's error with `details` {position, step, operation, line}. After a crash the next attempt starts behind
 * the last operation whose output was kept.
 */
export async function executePipeline(options: ExecuteOptions): Promise<Execution> {
  const { plan, clock, attempt } = options;
  const folder = scratchFolder(options.folder);
  const scratch = openScratch(folder, attempt);
  const checkpointFile = join(folder, "checkpoint.json");
  const resumed = attempt > 1 ? await readCheckpoint(checkpointFile, options.fingerprint) : null;
  const failures = await openFailureFile(
    failuresPath(options.folder),
    attempt > 1 ? (resumed?.failureBytes ?? 0) : null,
  );
  const limits = options.limits ?? DEFAULT_TABLE_LIMITS;
  const tools: OperationTools = { ...options, scratch, limits, failures };

  const tables = new Map<number, Table>(resumed?.tables);
  const reports: OperationReport[] = [];
  for (const report of resumed?.reports ?? []) {
    const operation = plan.operations[reports.length]!;
    reports.push(report);
    options.onFinish(operation, report, true);
  }
  let saved = clock.monotonic();
  const unneeded: Table[] = [];
  for (const operation of plan.operations.slice(reports.length)) {
    options.boundary();
    const open = (input: PlanInput) => inputTable(input, plan, options.inputs, tables);
    const input = open(operation.input);
    const others = Object.fromEntries(operation.reads.map((read) => [read.name, open(read.input)]));
    options.onStart(
      operation,
      operation.sample === null ? input.rowCount : Math.min(operation.sample, input.rowCount),
    );
    // Rows that failed before the operation did are as much worth knowing.
    const { table, report } = await runOperation(operation, input, others, tools).finally(failures.flush);
    tables.set(operation.position, table);
    reports.push(report);
    unneeded.push(...forgetUnneeded(tables, plan, operation.position));
    const worthKeeping =
      clock.monotonic() - saved >= (options.checkpointAfterMs ?? 200) || report.costMicros !== null;
    if (worthKeeping) {
      await saveCheckpoint();
      saved = clock.monotonic();
    }
    options.onFinish(operation, report, false);
  }
  const output = tables.get(plan.operations.length - 1);
  if (!output) throw new AppError("INTERNAL", "The plan has no operation.");
  return { output, reports, failureBytes: await failures.flush(), dispose: () => scratch.remove() };

  async function saveCheckpoint(): Promise<void> {
    const failureBytes = await failures.flush();
    if (failureBytes > 0) await syncPath(failuresPath(options.folder));
    for (const [position, table] of tables) tables.set(position, await onDisk(table));
    const checkpoint: Checkpoint = { fingerprint: options.fingerprint, failureBytes, reports, tables };
    await writeCheckpoint(checkpointFile, checkpoint);
    // Only now does no checkpoint name them any more.
    for (const { file } of unneeded.splice(0)) if (file) await rm(file.path, { force: true });
  }

  async function onDisk(table: Table): Promise<Table> {
    if (table.file?.format === "ndjson") return table;
    const writer = createTableWriter(scratch, { ...limits, memoryRows: -1 });
    await writer.write([]);
    for await (const batch of table.batches()) await writer.write(batch);
    return writer.finish();
  }
}

function inputTable(
  input: PlanInput,
  plan: Plan,
  inputs: ReadonlyMap<string, Table>,
  tables: ReadonlyMap<number, Table>,
): Table {
  if (input.from === "nothing") return oneEmptyRow;
  if (input.from === "operation") {
    const table = tables.get(input.position);
    if (!table) throw new AppError("INTERNAL", `The output of operation ${input.position} is gone.`);
    return table;
  }
  const source = plan.datasets.find((dataset) => dataset.name === input.name)?.source;
  if (source?.kind === "memory") return memoryTable(source.rows);
  const table = inputs.get(input.name);
  if (!table) throw new AppError("NOT_FOUND", `The dataset "${input.name}" was not given to this run.`);
  return table;
}

/** Takes out and answers the tables that nothing after `position` reads. */
function forgetUnneeded(tables: Map<number, Table>, plan: Plan, position: number): Table[] {
  const needed = new Set([position, plan.operations.length - 1]);
  for (const input of plan.operations.slice(position + 1).flatMap(inputsOf)) {
    if (input.from === "operation") needed.add(input.position);
  }
  const forgotten = [...tables].filter(([at]) => !needed.has(at));
  for (const [at] of forgotten) tables.delete(at);
  return forgotten.map(([, table]) => table);
}
