import { barrierCost } from "./barrier-cost";
import { PHASE } from "./page";
import type { ProgressDeps } from "./progress-deps";

export interface AdvancePhase {
  readonly subject: number;
  readonly epoch: number;
  readonly phase: string;
  /** Whether health was confirmed at this boundary: only then does it become the point a rollback leads to. */
  readonly healthy?: boolean;
  readonly priority?: number;
}

/**
 * Puts a subject in a phase, behind a barrier. False when subject or epoch are past or it is finished.
 * @throws BAD_USER_INPUT for a phase the workbook does not know, UNAVAILABLE once the topic is closed.
 */
export function advancePhase({ topic }: ProgressDeps, input: AdvancePhase): Promise<boolean> {
  const { workbook, pending } = topic;
  return topic.barrier(
    () => barrierCost(topic, input.subject),
    () => {
      const row = workbook.writableRow(input.subject, input.epoch);
      if (row < 0) return topic.refuse();
      pending.barrier(row, PHASE, workbook.phases.get(input.phase), "phase");
      if (input.healthy) workbook.commitStable(row);
      return true;
    },
    input.priority,
  );
}
