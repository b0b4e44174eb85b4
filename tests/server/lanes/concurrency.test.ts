import { expect, test } from "vitest";
import type { Database } from "../../../server/core/database";
import { seededRandom } from "../../../server/core/random";
import { openDatabase } from "../../../server/db";
import { changeLanes } from "../../../server/lanes/change-lanes";
import type { LaneChanges, LaneOutcome } from "../../../server/lanes/lane-change";
import { onEachDatabase } from "../../support/database";
import { checkInvariants, readLanes } from "./check-lanes";

const capacities: Record<string, number> = { a: 1, b: 1, c: 2, d: 3, e: 1 };
const keys = Object.keys(capacities);

onEachDatabase("lanes under contention", (databases) => {
  test("give no place twice, forget nobody, and keep those who want the same in order", async () => {
    const url = await databases.create();
    // On PostgreSQL as three processes would: each with connections of its own.
    const processes = await Promise.all(
      Array.from({ length: databases.provider === "sqlite" ? 1 : 3 }, () => openDatabase(url)),
    );
    const random = seededRandom(7);
    const pick = (below: number) => Math.floor(random.next() * below);
    const holding = new Map<string, number>();
    const arrivals = new Map<string, () => void>();
    const early = new Set<string>();
    const fences = new Map<string, bigint>();
    let highest = 0;

    const change = async (database: Database, changes: Omit<LaneChanges, "now">): Promise<LaneOutcome> => {
      const outcome = await database.transaction((tx) => changeLanes(tx, { ...changes, now: new Date() }));
      for (const { holder } of outcome.admitted) {
        const arrive = arrivals.get(holder);
        if (arrive) arrive();
        else early.add(holder);
      }
      if (outcome.unsettled) {
        await new Promise((resolve) => setTimeout(resolve, 1 + pick(5)));
        await change(database, {});
      }
      return outcome;
    };
    const admission = (holder: string) =>
      new Promise<void>((resolve) => {
        if (early.delete(holder)) resolve();
        else arrivals.set(holder, resolve);
      });

    async function client(name: string, rounds: number) {
      const database = processes[pick(processes.length)] as Database;
      for (let round = 0; round < rounds; round++) {
        const holder = `${name}.${round}`;
        const wanted = [...keys].sort(() => random.next() - 0.5).slice(0, 1 + pick(3));
        const lanes = wanted.map((key) => ({ key, capacity: capacities[key] as number }));
        await change(database, { requests: [{ holder, lanes, leaseMs: null }] });
        await admission(holder);
        for (const key of wanted) {
          const now = (holding.get(key) ?? 0) + 1;
          holding.set(key, now);
          expect(now, `holders of ${key}`).toBeLessThanOrEqual(capacities[key] as number);
        }
        const own = await database.client.laneRequest.findUniqueOrThrow({ where: { holder } });
        const passedOver = await database.client.laneRequest.count({
          where: { signature: own.signature, state: "waiting", ticket: { lt: own.ticket } },
        });
        expect(passedOver, "earlier ones who want the same").toBe(0);
        for (const key of wanted.filter((name) => capacities[name] === 1)) {
          expect(own.fence as bigint, `fence of ${key}`).toBeGreaterThan(fences.get(key) ?? 0n);
          fences.set(key, own.fence as bigint);
        }
        highest = Math.max(
          highest,
          [...holding.values()].reduce((sum, count) => sum + count, 0),
        );
        await new Promise((resolve) => setTimeout(resolve, pick(3)));
        for (const key of wanted) holding.set(key, (holding.get(key) as number) - 1);
        await change(database, { releases: [{ holder }] });
      }
    }
    await Promise.all(Array.from({ length: 12 }, (_, n) => client(`c${n}`, 15)));

    const database = processes[0] as Database;
    const stored = await readLanes(database, "");
    checkInvariants(stored);
    expect(stored.requests).toEqual([]);
    expect([...stored.lanes.values()].map(({ key, held }) => [key, held])).toEqual(
      [...stored.lanes.keys()].map((key) => [key, 0]),
    );
    expect(highest, "places were used side by side").toBeGreaterThan(2);
    for (const process of processes) await process.close();
  }, 120_000);
});
