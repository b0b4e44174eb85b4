import type { Transaction } from "../core/database";
import { setLaneCapacity } from "../lanes/set-lane-capacity";
import { wakeAdmitted } from "./lane-work";

/** Changes a lane's capacity and wakes the jobs that this lets in; see `setLaneCapacity`. */
export async function resizeLane(
  tx: Transaction,
  key: string,
  capacity: number,
  options: { now: Date },
): Promise<void> {
  const { admitted } = await setLaneCapacity(tx, key, capacity, options);
  await wakeAdmitted(tx, admitted, options.now);
}
