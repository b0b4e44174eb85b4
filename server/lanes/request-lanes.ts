import type { Transaction } from "../core/database";
import { changeLanes } from "./change-lanes";
import type { LaneWish } from "./lane-change";

/**
 * Asks for a place in every one of `lanes`, all or none, first come first served.
 * @param options.leaseMs how long the places are held without a renewal; null: until they are released.
 * @returns the fence when admitted at once; null when the holder has to wait: whoever later makes room gets it among
 * the admitted of `changeLanes`. Rejects with ALREADY_EXISTS when the holder has a request already.
 */
export async function requestLanes(
  tx: Transaction,
  holder: string,
  lanes: readonly LaneWish[],
  options: { now: Date; leaseMs: number | null },
): Promise<number | null> {
  const { now, leaseMs } = options;
  const { admitted } = await changeLanes(tx, { now, requests: [{ holder, lanes, leaseMs }] });
  return admitted.find((admission) => admission.holder === holder)?.fence ?? null;
}
