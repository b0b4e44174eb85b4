import type { Transaction } from "../core/database";
import { instant, sql } from "../core/rowset";
import { changeLanes } from "./change-lanes";
import type { LaneOutcome } from "./lane-change";

const mostAtOnce = 500;

/** Frees the places of holders that did not renew in time: they crashed, or were cut off. @returns who is admitted by it. */
export async function expireLanes(tx: Transaction, now: Date): Promise<LaneOutcome> {
  const expired = await tx.client.$queryRaw<{ holder: string }[]>(sql`
    SELECT "holder" FROM "LaneRequest" WHERE "expiresAt" <= ${instant(tx.provider, now)}
    ORDER BY "expiresAt" LIMIT ${mostAtOnce}`);
  if (expired.length === 0) return { admitted: [], unsettled: false };
  return changeLanes(tx, { now, releases: expired.map(({ holder }) => ({ holder, expiredBy: now })) });
}
