import type { Aggregation } from "./aggregation";
import type { Topic } from "./topic";

/** What the verbs of one topic's subjects work on. */
export interface ProgressDeps {
  readonly topic: Topic;
  readonly aggregation: Aggregation;
  /** The last rollback of each subject that had one: the epoch it ended and the one it began. */
  readonly rollbacks: Map<number, { readonly from: number; readonly to: number }>;
}
