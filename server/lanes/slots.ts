import type { Transaction } from "../core/database";
import { sql } from "../core/rowset";
import { textRows } from "./lane-table";

interface Grant {
  readonly laneKey: string;
  readonly holder: string;
}

/** Gives each grant the lowest number that nobody in its lane has. */
export async function assignSlots(
  tx: Transaction,
  grants: readonly Grant[],
): Promise<{ laneKey: string; holder: string; slot: number }[]> {
  const taken = new Map<string, Set<number>>(grants.map(({ laneKey }) => [laneKey, new Set()]));
  const found = await tx.client.$queryRaw<{ laneKey: string; slot: number | bigint }[]>(sql`
    SELECT p."laneKey", p."slot" FROM ${textRows(tx, "key", [...taken.keys()])}
    CROSS JOIN "LanePlace" p WHERE p."laneKey" = r."key" AND p."slot" IS NOT NULL`);
  for (const { laneKey, slot } of found) taken.get(laneKey)?.add(Number(slot));
  const next = new Map<string, number>();
  return grants.map(({ laneKey, holder }) => {
    const used = taken.get(laneKey) as Set<number>;
    let slot = next.get(laneKey) ?? 0;
    while (used.has(slot)) slot++;
    next.set(laneKey, slot + 1);
    return { laneKey, holder, slot };
  });
}
