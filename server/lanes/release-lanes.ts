import type { Transaction } from "../core/database";
import { changeLanes } from "./change-lanes";
import type { LaneOutcome } from "./lane-change";

/**
 * Gives up a holder's places, or its wait for them; repeating it does no harm.
 * @param options.fence only if the places are still held under this fence.
 * @returns who is admitted by it.
 */
export function releaseLanes(
  tx: Transaction,
  holder: string,
  options: { now: Date; fence?: number },
): Promise<LaneOutcome> {
  const { now, fence } = options;
  return changeLanes(tx, { now, releases: [{ holder, fence }] });
}
