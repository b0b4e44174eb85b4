import type { Transaction } from "../core/database";
import { AppError } from "../core/errors";
import { instant, sql } from "../core/rowset";

/**
 * Rejects with STALE_FENCE unless `holder` has its places under `fence` now, and will have them until `tx` commits: call it in the
 * transaction that writes what the places protect.
 */
export async function assertFence(
  tx: Transaction,
  { holder, fence, now }: { holder: string; fence: number; now: Date },
): Promise<void> {
  const lock = tx.provider === "postgresql" ? sql`FOR UPDATE` : sql``;
  const found = await tx.client.$queryRaw<{ holder: string }[]>(sql`
    SELECT "holder" FROM "LaneRequest" WHERE "holder" = ${holder} AND "fence" = ${fence}
      AND ("expiresAt" IS NULL OR "expiresAt" > ${instant(tx.provider, now)}) ${lock}`);
  if (found.length === 0)
    throw new AppError("STALE_FENCE", `"${holder}" no longer holds its places; nothing was written.`);
}
