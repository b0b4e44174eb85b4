import type { Transaction } from "../core/database";
import { rows, sql } from "../core/rowset";
import { byTicket, type Waiter } from "./waiter";

/** How far the queue of a lane was read: what comes after this ticket and holder was not. */
export interface QueueCursor {
  readonly key: string;
  readonly ticket: number;
  readonly holder: string;
}

interface WaiterRow {
  holder: string;
  ticket: number | bigint;
  signature: string;
  leaseMs: number | bigint | null;
  parkedOn: string | null;
}

/** The next `limit` of those parked on each lane, by lane, in the order of their tickets. */
export async function readParked(
  tx: Transaction,
  cursors: readonly QueueCursor[],
  limit: number,
): Promise<Map<string, Waiter[]>> {
  const source = rows(
    tx.provider,
    { key: "text", ticket: "bigint", holder: "text" },
    cursors.map((cursor) => ({ ...cursor })),
  );
  // One short walk along the index for each lane, however many wait there.
  const walk = sql`
    FROM "LaneRequest" w WHERE w."parkedOn" = r."key" AND (w."ticket", w."holder") > (r."ticket", r."holder")
    ORDER BY w."ticket", w."holder" LIMIT ${limit}`;
  const found =
    tx.provider === "postgresql"
      ? await tx.client.$queryRaw<WaiterRow[]>(sql`
          SELECT q.* FROM ${source} CROSS JOIN LATERAL (
            SELECT w."holder", w."ticket", w."signature", w."leaseMs", w."parkedOn" ${walk}) q`)
      : await tx.client.$queryRaw<WaiterRow[]>(sql`
          SELECT q."holder", q."ticket", q."signature", q."leaseMs", q."parkedOn"
          FROM ${source} CROSS JOIN "LaneRequest" q WHERE q."holder" IN (SELECT w."holder" ${walk})`);
  const parked = new Map<string, Waiter[]>(cursors.map(({ key }) => [key, []]));
  const keys = await readKeys(tx, found);
  for (const row of found) parked.get(row.parkedOn ?? "")?.push(toWaiter(row, keys));
  for (const queue of parked.values()) queue.sort(byTicket);
  return parked;
}

/** The next `limit` who want exactly what `waiter` wants and asked after it. */
export async function readSuccessors(tx: Transaction, waiter: Waiter, limit: number): Promise<Waiter[]> {
  const found = await tx.client.$queryRaw<WaiterRow[]>(sql`
    SELECT "holder", "ticket", "signature", "leaseMs", "parkedOn" FROM "LaneRequest"
    WHERE "signature" = ${waiter.signature} AND "state" = 'waiting' AND "ticket" > ${waiter.ticket}
    ORDER BY "ticket" LIMIT ${limit}`);
  return found.map((row) => ({
    holder: row.holder,
    ticket: Number(row.ticket),
    signature: row.signature,
    leaseMs: row.leaseMs === null ? null : Number(row.leaseMs),
    keys: waiter.keys,
  }));
}

async function readKeys(tx: Transaction, found: readonly WaiterRow[]): Promise<Map<string, string[]>> {
  const keys = new Map<string, string[]>();
  if (found.length === 0) return keys;
  const holders = rows(
    tx.provider,
    { holder: "text" },
    found.map(({ holder }) => ({ holder })),
  );
  const places = await tx.client.$queryRaw<{ holder: string; laneKey: string }[]>(sql`
    SELECT p."holder", p."laneKey" FROM ${holders} CROSS JOIN "LanePlace" p WHERE p."holder" = r."holder"`);
  for (const { holder, laneKey } of places) {
    const list = keys.get(holder);
    if (list) list.push(laneKey);
    else keys.set(holder, [laneKey]);
  }
  return keys;
}

function toWaiter(row: WaiterRow, keys: ReadonlyMap<string, string[]>): Waiter {
  return {
    holder: row.holder,
    ticket: Number(row.ticket),
    signature: row.signature,
    leaseMs: row.leaseMs === null ? null : Number(row.leaseMs),
    keys: (keys.get(row.holder) ?? []).sort(),
  };
}
