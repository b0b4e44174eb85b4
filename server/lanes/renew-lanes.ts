import type { Transaction } from "../core/database";
import { instant, rows, sql } from "../core/rowset";
import { expiry } from "./write-admissions";

export interface LaneRenewal {
  readonly holder: string;
  readonly fence: number;
  /** From now, in milliseconds. */
  readonly leaseMs: number;
}

/**
 * The heartbeat of many holders in one statement.
 * @returns the holders whose places are still theirs; the rest has lost them.
 */
export async function renewLanes(
  tx: Transaction,
  renewals: readonly LaneRenewal[],
  options: { now: Date },
): Promise<Set<string>> {
  const { now } = options;
  const source = renewals.map(({ holder, fence, leaseMs }) => ({
    holder,
    fence,
    expiresAt: expiry(now, leaseMs),
  }));
  const columns = { holder: "text", fence: "bigint", expiresAt: "instant" } as const;
  const kept = await tx.client.$queryRaw<{ holder: string }[]>(sql`
    UPDATE "LaneRequest" SET "expiresAt" = r."expiresAt" FROM ${rows(tx.provider, columns, source)}
    WHERE "LaneRequest"."holder" = r."holder" AND "LaneRequest"."fence" = r."fence"
      AND "LaneRequest"."expiresAt" > ${instant(tx.provider, now)}
    RETURNING "LaneRequest"."holder"`);
  return new Set(kept.map(({ holder }) => holder));
}
