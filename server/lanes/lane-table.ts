import type { Transaction } from "../core/database";
import { rows, type Sql, sql } from "../core/rowset";

/** A lane whose row this transaction has locked. */
export interface Lane {
  readonly key: string;
  capacity: number;
  held: number;
  lastTicket: number;
  lastFence: number;
  unsettled: boolean;
}

interface LaneRow {
  key: string;
  capacity: number | bigint;
  held: number | bigint;
  lastTicket: number | bigint;
  lastFence: number | bigint;
  unsettled: boolean | number | bigint;
}

/** The lanes that a transaction works on: locked and read here, changed in memory, written back once. */
export class LaneTable {
  readonly #tx: Transaction;
  readonly #lanes = new Map<string, Lane>();
  readonly #stored = new Map<string, string>();

  constructor(tx: Transaction) {
    this.#tx = tx;
  }

  /**
   * Locks lanes in the order of their keys, waiting for others, and makes those that are missing. Everybody locks
   * first what is waited for, in one order and in one statement, so that no two wait for each other. Lanes that are not settled come
   * along: somebody there may come before whoever is admitted here.
   */
  async lock(capacities: ReadonlyMap<string, number>): Promise<void> {
    const wanted = [...capacities].map(([key, capacity]) => ({ key, capacity }));
    // The update that changes nothing locks the row: on PostgreSQL a lock without a change would not keep lanes apart.
    this.#remember(
      await this.#tx.client.$queryRaw<LaneRow[]>(sql`
        INSERT INTO "Lane" ("key", "capacity")
        SELECT w."key", max(w."capacity") FROM (
          SELECT r."key", r."capacity" FROM ${rows(this.#tx.provider, { key: "text", capacity: "int" }, wanted)}
          UNION ALL SELECT l."key", l."capacity" FROM "Lane" l WHERE l."unsettled" = ${true}) w
        GROUP BY w."key" ORDER BY w."key"
        ON CONFLICT ("key") DO UPDATE SET "key" = excluded."key"
        RETURNING "key", "capacity", "held", "lastTicket", "lastFence", "unsettled"`),
    );
  }

  /** Locks further lanes without waiting: one that another transaction works on stays absent. */
  async tryLock(keys: Iterable<string>): Promise<void> {
    const missing = [...new Set(keys)].filter((key) => !this.#lanes.has(key)).map((key) => ({ key }));
    if (missing.length === 0) return;
    const lock = this.#tx.provider === "postgresql" ? sql`FOR UPDATE OF l SKIP LOCKED` : sql``;
    this.#remember(
      await this.#tx.client.$queryRaw<LaneRow[]>(sql`
        SELECT l."key", l."capacity", l."held", l."lastTicket", l."lastFence", l."unsettled"
        FROM ${rows(this.#tx.provider, { key: "text" }, missing)} JOIN "Lane" l ON l."key" = r."key" ${lock}`),
    );
  }

  find(key: string): Lane | null {
    return this.#lanes.get(key) ?? null;
  }

  get(key: string): Lane {
    const lane = this.#lanes.get(key);
    if (!lane) throw new Error(`The lane "${key}" was not locked.`);
    return lane;
  }

  all(): Iterable<Lane> {
    return this.#lanes.values();
  }

  /** Whether somebody who may go was possibly not looked at; then nobody who came later may go. */
  unsettled(): boolean {
    return [...this.#lanes.values()].some((lane) => lane.unsettled);
  }

  /** Writes back the lanes that changed. */
  async store(): Promise<void> {
    const changed = [...this.#lanes.values()].filter(
      (lane) => this.#stored.get(lane.key) !== fingerprint(lane),
    );
    if (changed.length === 0) return;
    const columns = {
      key: "text",
      capacity: "int",
      held: "int",
      lastTicket: "bigint",
      lastFence: "bigint",
      unsettled: "bool",
    } as const;
    await this.#tx.client.$executeRaw(sql`
      UPDATE "Lane" SET "capacity" = r."capacity", "held" = r."held", "lastTicket" = r."lastTicket",
        "lastFence" = r."lastFence", "unsettled" = r."unsettled"
      FROM ${rows(
        this.#tx.provider,
        columns,
        changed.map((lane) => ({ ...lane })),
      )} WHERE "Lane"."key" = r."key"`);
  }

  #remember(found: readonly LaneRow[]): void {
    for (const row of found) {
      const lane: Lane = {
        key: row.key,
        capacity: Number(row.capacity),
        held: Number(row.held),
        lastTicket: Number(row.lastTicket),
        lastFence: Number(row.lastFence),
        unsettled: Boolean(row.unsettled),
      };
      this.#lanes.set(lane.key, lane);
      this.#stored.set(lane.key, fingerprint(lane));
    }
  }
}

const fingerprint = (lane: Lane) =>
  `${lane.capacity} ${lane.held} ${lane.lastTicket} ${lane.lastFence} ${lane.unsettled}`;

/** Whether one more holder fits in. */
export const hasPlace = (lane: Lane): boolean => lane.held < lane.capacity;

/** A list of texts as a table `r` with one column. */
export function textRows(tx: Transaction, column: string, values: readonly string[]): Sql {
  return rows(
    tx.provider,
    { [column]: "text" },
    values.map((value) => ({ [column]: value })),
  );
}
