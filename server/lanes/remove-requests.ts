import type { Transaction } from "../core/database";
import { rows, sql } from "../core/rowset";
import type { Release } from "./lane-change";
import { type LaneTable, textRows } from "./lane-table";

interface Removed {
  holder: string;
  signature: string;
  state: string;
  parkedOn: string | null;
}

/** Where each of these holders has or awaits a place: the keys of its lanes. Who is nowhere is left out. */
export async function lanesOf(tx: Transaction, holders: readonly string[]): Promise<Map<string, string[]>> {
  const lanes = new Map<string, string[]>();
  if (holders.length === 0) return lanes;
  const found = await tx.client.$queryRaw<{ holder: string; laneKey: string }[]>(sql`
    SELECT p."holder", p."laneKey" FROM ${textRows(tx, "holder", holders)}
    CROSS JOIN "LanePlace" p WHERE p."holder" = r."holder"`);
  for (const { holder, laneKey } of found) lanes.set(holder, [...(lanes.get(holder) ?? []), laneKey]);
  return lanes;
}

/**
 * Takes requests out of their lanes, which are locked. Where the first of those who want the same lanes waited, the next moves up.
 * @returns the keys of the lanes in which places became free.
 */
export async function removeRequests(
  tx: Transaction,
  table: LaneTable,
  releases: readonly Release[],
): Promise<string[]> {
  if (releases.length === 0) return [];
  const removed = await deleteRequests(tx, releases);
  if (removed.length === 0) return [];
  const holders = removed.map(({ holder }) => holder);
  const places = await tx.client.$queryRaw<{ laneKey: string; slot: number | bigint | null }[]>(sql`
    DELETE FROM "LanePlace" WHERE "holder" IN (SELECT r."holder" FROM ${textRows(tx, "holder", holders)})
    RETURNING "laneKey", "slot"`);
  await promoteNext(
    tx,
    removed.flatMap(({ signature, state, parkedOn }) =>
      state === "waiting" && parkedOn ? [{ signature, parkedOn }] : [],
    ),
  );
  const freed = places.filter(({ slot }) => slot !== null).map(({ laneKey }) => laneKey);
  for (const key of freed) table.get(key).held -= 1;
  return [...new Set(freed)];
}

function deleteRequests(tx: Transaction, releases: readonly Release[]): Promise<Removed[]> {
  const columns = { holder: "text", fence: "bigint", expiredBy: "instant" } as const;
  const source = releases.map(({ holder, fence, expiredBy }) => ({
    holder,
    fence: fence ?? null,
    expiredBy: expiredBy ?? null,
  }));
  return tx.client.$queryRaw<Removed[]>(sql`
    DELETE FROM "LaneRequest" WHERE "holder" IN (
      SELECT q."holder" FROM ${rows(tx.provider, columns, source)} CROSS JOIN "LaneRequest" q
      WHERE q."holder" = r."holder" AND (r."fence" IS NULL OR r."fence" = q."fence")
        AND (r."expiredBy" IS NULL OR q."expiresAt" <= r."expiredBy"))
    RETURNING "holder", "signature", "state", "parkedOn"`);
}

/** The first who still waits for each set of lanes is from now on looked at when `parkedOn` has a place. */
export async function promoteNext(
  tx: Transaction,
  promotions: ReadonlyArray<{ readonly signature: string; readonly parkedOn: string }>,
): Promise<void> {
  if (promotions.length === 0) return;
  const source = rows(tx.provider, { signature: "text", parkedOn: "text" }, [
    ...new Map(promotions.map((promotion) => [promotion.signature, { ...promotion }])).values(),
  ]);
  await tx.client.$executeRaw(sql`
    UPDATE "LaneRequest" SET "parkedOn" = r."parkedOn" FROM ${source}
    WHERE "LaneRequest"."holder" = (
      SELECT n."holder" FROM "LaneRequest" n WHERE n."signature" = r."signature" AND n."state" = 'waiting'
      ORDER BY n."ticket" LIMIT 1)`);
}
