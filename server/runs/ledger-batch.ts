import type { Transaction } from "../core/database";
import type { NewEventOf } from "../events/define-events";
import { type RunChange, runChanges, type StepChange, stepChanges } from "./run-changes";
import { runEvents } from "./run-events";

export type RunEvent = NewEventOf<(typeof runEvents)["schemas"]>;

/** What a ledger has to be written in one transaction. */
export interface LedgerBatch {
  readonly change: RunChange | null;
  readonly steps: readonly StepChange[];
  readonly events: readonly RunEvent[];
}

/** Puts a batch into a transaction; everything is bulk, shared with the neighbours of the commit. */
export function writeBatch(
  tx: Transaction,
  run: { id: string; namespaceId: string },
  batch: LedgerBatch,
): void {
  if (batch.change) tx.later(runChanges, batch.change);
  for (const step of batch.steps) tx.later(stepChanges, step);
  runEvents.append(tx, run, ...batch.events);
}
