import type { Transaction } from "../core/database";
import { changeLanes } from "./change-lanes";
import type { LaneOutcome } from "./lane-change";

/**
 * Changes how many may hold a place at once, making the lane if there is none. A lane made smaller evicts nobody: it
 * fills again only below its new capacity. 0 halts it.
 * @returns who is admitted by it. Rejects with BAD_USER_INPUT unless `capacity` is a whole number from 0 to 1,000,000.
 */
export function setLaneCapacity(
  tx: Transaction,
  key: string,
  capacity: number,
  options: { now: Date },
): Promise<LaneOutcome> {
  return changeLanes(tx, { now: options.now, capacities: [{ key, capacity }] });
}
