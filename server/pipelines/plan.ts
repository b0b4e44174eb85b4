import type { Position } from "./document/path";
import type { TextPlace } from "./document/text-place";
import type { Operator } from "./operators/operator";
import type { Row } from "./tables/table";

/** Where an operation's rows come from. "nothing" is one empty row. */
export type PlanInput =
  | { readonly from: "dataset"; readonly name: string }
  | { readonly from: "operation"; readonly position: number }
  | { readonly from: "nothing" };

export interface PlanDataset {
  readonly name: string;
  /** Where the document names its source. */
  readonly place: Position;
  readonly source:
    | { readonly kind: "dataset"; readonly dataset: string }
    | { readonly kind: "memory"; readonly rows: readonly Row[] };
}

/** One execution of an operation inside a step. */
export interface PlanOperation {
  /** Order of execution, from 0. */
  readonly position: number;
  readonly step: string;
  readonly operation: string;
  readonly operator: Operator;
  /** As the operator's schema returned it. */
  readonly config: unknown;
  readonly input: PlanInput;
  /** Tables it reads besides its input, by the names the operation uses. */
  readonly reads: readonly { readonly name: string; readonly input: PlanInput }[];
  /** Only the first so many input rows; null for all. */
  readonly sample: number | null;
  /** Where the operation is written in the document, from 1. */
  readonly line: number;
  /** Where its texts (code, queries) begin in the document, by key. */
  readonly texts: ReadonlyMap<string, TextPlace>;
}

/** A checked document, ready to run: operations in execution order, of which the last gives the result. */
export interface Plan {
  readonly datasets: readonly PlanDataset[];
  readonly operations: readonly PlanOperation[];
  /** What the document calls its result, without folder and extension; null when it says nothing. */
  readonly outputName: string | null;
}

/** Everything that an operation reads. */
export const inputsOf = ({ input, reads }: PlanOperation): PlanInput[] => [
  input,
  ...reads.map((read) => read.input),
];
