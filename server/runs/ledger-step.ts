import type { RunStepState } from "./run-step-machine";

export interface StepName {
  readonly position: number;
  readonly step: string;
  readonly operation: string;
  readonly kind: string;
}

export interface StepCounts {
  readonly rowsIn: number;
  readonly rowsOut: number;
  readonly rowsFiltered: number;
  readonly rowsFailed: number;
}

/** What an operation cost; null where nobody can tell the price. */
export interface StepCost {
  readonly costMicros: bigint | null;
  readonly tokensIn: number;
  readonly tokensOut: number;
}

/** One step of a run as its ledger knows it. */
export type LedgerStep = StepName & StepCounts & RunStepState & { readonly costMicros: bigint | null };

export const noCounts: StepCounts = { rowsIn: 0, rowsOut: 0, rowsFiltered: 0, rowsFailed: 0 };

export const nameOf = ({ position, step, operation, kind }: StepName): StepName => ({
  position,
  step,
  operation,
  kind,
});

export const countsOf = ({ rowsIn, rowsOut, rowsFiltered, rowsFailed }: StepCounts): StepCounts => ({
  rowsIn,
  rowsOut,
  rowsFiltered,
  rowsFailed,
});
