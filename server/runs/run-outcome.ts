import type { RunError } from "./run-machine";

/** How a run's work ended. */
export type RunOutcome =
  | {
      readonly kind: "succeeded";
      /** JSON array of {name, type}. */
      readonly outputColumns: string;
      readonly outputRows: number;
      readonly outputBytes: number;
    }
  | { readonly kind: "failed"; readonly error: RunError }
  | { readonly kind: "cancelled"; readonly by: string | null };
