import type { Transaction } from "../core/database";
import { rows, sql } from "../core/rowset";
import type { PassResult } from "./admission-pass";
import { promoteNext } from "./remove-requests";
import { assignSlots } from "./slots";

/** Stores what an admission pass found out. */
export async function writeAdmissions(tx: Transaction, result: PassResult, now: Date): Promise<void> {
  const { admitted, reparked, promoted } = result;
  if (admitted.length > 0) {
    const held = admitted.map(({ holder, fence, waiter }) => ({
      holder,
      fence,
      expiresAt: expiry(now, waiter.leaseMs),
    }));
    const columns = { holder: "text", fence: "bigint", expiresAt: "instant" } as const;
    await tx.client.$executeRaw(sql`
      UPDATE "LaneRequest" SET "state" = 'held', "parkedOn" = NULL, "fence" = r."fence", "expiresAt" = r."expiresAt"
      FROM ${rows(tx.provider, columns, held)} WHERE "LaneRequest"."holder" = r."holder"`);
    const places = await assignSlots(
      tx,
      admitted.flatMap(({ holder, waiter }) => waiter.keys.map((laneKey) => ({ laneKey, holder }))),
    );
    await tx.client.$executeRaw(sql`
      UPDATE "LanePlace" SET "slot" = r."slot"
      FROM ${rows(tx.provider, { laneKey: "text", holder: "text", slot: "int" }, places)}
      WHERE "LanePlace"."laneKey" = r."laneKey" AND "LanePlace"."holder" = r."holder"`);
  }
  if (reparked.length > 0) {
    const moved = reparked.map((move) => ({ ...move }));
    await tx.client.$executeRaw(sql`
      UPDATE "LaneRequest" SET "parkedOn" = r."parkedOn"
      FROM ${rows(tx.provider, { holder: "text", parkedOn: "text" }, moved)}
      WHERE "LaneRequest"."holder" = r."holder"`);
  }
  await promoteNext(tx, promoted);
}

/** When places taken now end unless renewed; null: when they are released. */
export const expiry = (now: Date, leaseMs: number | null): Date | null =>
  leaseMs === null ? null : new Date(now.getTime() + leaseMs);
