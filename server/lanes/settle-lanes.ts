import type { Transaction } from "../core/database";
import { changeLanes } from "./change-lanes";
import type { LaneOutcome } from "./lane-change";

/**
 * Looks on where an earlier transaction stopped looking for somebody to admit, to stay short or because another worked on
 * the same lanes. Call it when `lanesUnsettled` is told, and now and then in case the teller crashed.
 */
export function settleLanes(tx: Transaction, now: Date): Promise<LaneOutcome> {
  return changeLanes(tx, { now });
}
