import { AppError, badInput, notFound } from "../core/errors";
import { barrierCost } from "./barrier-cost";
import { LEASE, PHASE, PROGRESS } from "./page";
import type { ProgressDeps } from "./progress-deps";

export interface RollBack {
  readonly subject: number;
  /** What the caller saw: the rollback happens only if both still hold. */
  readonly epoch: number;
  readonly fence: number;
  readonly reason: string;
  readonly priority?: number;
}

export interface RollBackResult {
  /** `already` when this epoch of the subject was rolled back before; then nothing happened now. */
  readonly outcome: "rolled-back" | "already";
  /** The epoch that results of the subject must carry from now on. */
  readonly epoch: number;
}

/**
 * Restores phase and progress of the last healthy phase boundary in a new epoch, tells why behind a barrier, then
 * releases the lease; all in one batch. Later results of the old epoch are refused. Wholes above it that fall with
 * it begin new epochs too.
 * @throws STALE_WRITE or STALE_FENCE when epoch or fence moved on, NOT_FOUND for a removed subject,
 *   ILLEGAL_TRANSITION for a finished one, BAD_USER_INPUT for a whole (its parts are rolled back),
 *   UNAVAILABLE once the topic is closed.
 */
export function rollBack(deps: ProgressDeps, input: RollBack): Promise<RollBackResult> {
  const { topic, aggregation } = deps;
  const cost = () => {
    const own = barrierCost(topic, input.subject);
    // Beyond the first barrier: the restored progress, frozen by the lease's release, and that release.
    return own === 0 ? 0 : own + 2 + aggregation.cost(topic.workbook.rowOf(input.subject));
  };
  return topic.barrier(cost, () => rollBackNow(deps, input), input.priority);
}

function rollBackNow({ topic, aggregation, rollbacks }: ProgressDeps, input: RollBack): RollBackResult {
  const { workbook, pending } = topic;
  const row = workbook.rowOf(input.subject);
  if (row < 0) throw notFound("subject", String(input.subject));
  const last = rollbacks.get(input.subject);
  if (last?.from === input.epoch) return { outcome: "already", epoch: last.to };
  checkExpected(workbook.epoch(row), workbook.fence(row), input);
  if (workbook.isFinished(row))
    throw new AppError("ILLEGAL_TRANSITION", "A finished subject is not rolled back.");
  if (aggregation.isWhole(row)) throw badInput("A whole is rolled back by rolling back its parts.");

  const stable = workbook.stable(row);
  const progress = workbook.progress(row);
  const from = { epoch: input.epoch, phase: String(workbook.read(row, PHASE)), progress };
  pending.seal(row);
  const epoch = workbook.nextEpoch(row);
  const to = { epoch, phase: workbook.phases.name(stable.phase), progress: stable.progress };
  const cause = { reason: input.reason, fence: input.fence, from, to };
  pending.barrier(row, PHASE, stable.phase, "rollback", cause);
  workbook.write(row, PROGRESS, stable.progress);
  if (workbook.read(row, LEASE) !== null) pending.barrier(row, LEASE, 0, "lease");
  aggregation.settle(row, progress);
  rollbacks.set(input.subject, { from: input.epoch, to: epoch });
  return { outcome: "rolled-back", epoch };
}

function checkExpected(epoch: number, fence: number, expected: RollBack): void {
  if (epoch !== expected.epoch) {
    throw new AppError("STALE_WRITE", `The subject is in epoch ${epoch}, not ${expected.epoch}.`);
  }
  if (fence !== expected.fence) {
    throw new AppError("STALE_FENCE", `The subject's newest fence is ${fence}, not ${expected.fence}.`);
  }
}
