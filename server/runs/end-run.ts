import type { Transaction } from "../core/database";
import { writeBatch } from "./ledger-batch";
import type { LedgerStep } from "./ledger-step";
import { RunLedger } from "./run-ledger";
import { runMachine } from "./run-machine";
import type { RunOutcome } from "./run-outcome";
import { runStepMachine } from "./run-step-machine";

export interface EndRun {
  readonly id: string;
  readonly outcome: Extract<RunOutcome, { kind: "failed" | "cancelled" }>;
  /** For the events. */
  readonly actor: string;
  readonly now: Date;
}

/** Ends a run that no worker will end: cancelled while it waited, or its job given up. A run that has ended stays as it is. */
export async function endRun(tx: Transaction, { id, outcome, actor, now }: EndRun): Promise<boolean> {
  const run = await readRunRow(tx.client, id);
  if (!run || runMachine.isTerminal(run.status)) return false;
  const ledger = ledgerOf(run, actor, () => now);
  const end =
    outcome.kind === "failed" && ledger.status === "CANCELLING"
      ? ({ kind: "cancelled", by: null } as const)
      : outcome;
  writeBatch(tx, ledger, ledger.endBatch(end, 0));
  return true;
}

type RunRow = NonNullable<Awaited<ReturnType<typeof readRunRow>>>;

/** A run with its steps, as the ledger needs it. */
export const readRunRow = (client: Transaction["client"], id: string) =>
  client.run.findUnique({ where: { id }, include: { steps: { orderBy: { position: "asc" } } } });

/** The ledger of a run as the database has it. */
export function ledgerOf(
  run: RunRow,
  actor: string,
  now: () => Date,
  sources?: ReadonlySet<number>,
): RunLedger {
  const facts = {
    ...run,
    status: runMachine.parseState(run.status),
    rowsIn: Number(run.rowsIn),
    rowsOut: Number(run.rowsOut),
    rowsFiltered: Number(run.rowsFiltered),
    rowsFailed: Number(run.rowsFailed),
    tokensIn: Number(run.tokensIn),
    tokensOut: Number(run.tokensOut),
    outputRows: run.outputRows === null ? null : Number(run.outputRows),
    outputBytes: run.outputBytes === null ? null : Number(run.outputBytes),
  };
  const steps = run.steps.map(
    ({ runId: _runId, ...step }): LedgerStep => ({
      ...step,
      status: runStepMachine.parseState(step.status),
      rowsIn: Number(step.rowsIn),
      rowsOut: Number(step.rowsOut),
      rowsFiltered: Number(step.rowsFiltered),
      rowsFailed: Number(step.rowsFailed),
    }),
  );
  return new RunLedger({ id: run.id, namespaceId: run.namespaceId, facts, steps, sources, actor, now });
}
