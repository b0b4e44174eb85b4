import type { ReadClient } from "../core/database";
import { sql } from "../core/rowset";

/** One lane that somebody holds or waits for. */
export interface LaneStanding {
  readonly key: string;
  readonly capacity: number;
  /** How many hold a place. */
  readonly held: number;
  /** Who holds a place, at most `mostHolders` of them. */
  readonly holders: readonly string[];
  /** 1 for the first of those who wait in this lane; null for somebody who holds a place. */
  readonly position: number | null;
  /** full: no place is free; halted: the capacity is 0; free: this lane is not what keeps it waiting. */
  readonly state: "full" | "halted" | "free";
}

export interface Waiting {
  readonly holder: string;
  readonly state: "waiting" | "held";
  readonly lanes: readonly LaneStanding[];
}

interface Row {
  key: string;
  state: "waiting" | "held";
  capacity: number | bigint;
  held: number | bigint;
  before: number | bigint;
}

const mostHolders = 20;

/** What somebody waits for, and for whom, lane by lane; null when it neither holds nor awaits anything. */
export async function whyWaiting(client: ReadClient, holder: string): Promise<Waiting | null> {
  const rows = await client.$queryRaw<Row[]>(sql`
    SELECT l."key", q."state", l."capacity", l."held", (
      SELECT count(*) FROM "LanePlace" b
      WHERE b."laneKey" = p."laneKey" AND b."slot" IS NULL AND b."ticket" < p."ticket") AS "before"
    FROM "LaneRequest" q JOIN "LanePlace" p ON p."holder" = q."holder" JOIN "Lane" l ON l."key" = p."laneKey"
    WHERE q."holder" = ${holder} ORDER BY l."key"`);
  const first = rows[0];
  if (!first) return null;
  const lanes = await Promise.all(rows.map((row) => standing(client, row)));
  return { holder, state: first.state, lanes };
}

async function standing(client: ReadClient, row: Row): Promise<LaneStanding> {
  const places = await client.lanePlace.findMany({
    where: { laneKey: row.key, slot: { not: null } },
    orderBy: { slot: "asc" },
    take: mostHolders,
    select: { holder: true },
  });
  const capacity = Number(row.capacity);
  const held = Number(row.held);
  return {
    key: row.key,
    capacity,
    held,
    holders: places.map(({ holder }) => holder),
    position: row.state === "held" ? null : Number(row.before) + 1,
    state: capacity === 0 ? "halted" : held < capacity ? "free" : "full",
  };
}
