import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Database } from "../server/core/database";
import { migrate } from "../server/database/migrate";
import { openDatabase } from "../server/db";
import { changeLanes } from "../server/lanes/change-lanes";
import type { LaneChanges, LaneWish } from "../server/lanes/lane-change";
import type { Report } from "./report";

const queued = 100_000;
const rounds = 400;

/** Admission with 100,000 requests queued: how long a release, with whom it lets in, takes; and whether order is kept. */
export default async function bench(report: Report): Promise<void> {
  const tenant = (n: number) => ({ key: `tenant:${n}`, capacity: 1 });
  await measure(report, "a tenant and a plan of 50 each", (n) => [
    tenant(n),
    { key: "plan:1", capacity: 50 },
  ]);
  await measure(report, "one of 20 workspaces and a limit of 10 each", (n) => [
    { key: `workspace:${n % 20}`, capacity: 1 },
    { key: "limit", capacity: 10 },
  ]);
  await measure(report, "a tenant, one of 5 plans of 20, and a limit of 60 each", (n) => [
    tenant(n),
    { key: `plan:${Math.floor((n * 5) / queued)}`, capacity: 20 },
    { key: "limit", capacity: 60 },
  ]);
}

async function measure(report: Report, shape: string, lanesOf: (n: number) => LaneWish[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "signalbox-bench-"));
  const url = `file:${join(folder, "lanes.db")}`;
  await migrate(url);
  const database = await openDatabase(url);
  const held: string[] = [];
  const start = performance.now();
  for (let n = 0; n < queued; n += 1_000) {
    const requests = Array.from({ length: 1_000 }, (_, at) => ({
      holder: nameOf(n + at),
      lanes: lanesOf(n + at),
      leaseMs: null,
    }));
    held.push(...(await change(database, { requests })).admitted);
  }
  const enqueueMs = performance.now() - start;

  const times: number[] = [];
  const admissions: string[] = [];
  for (let round = 0; round < rounds; round++) {
    const holder = held.splice((round * 7919) % held.length, 1)[0] as string;
    const before = performance.now();
    let outcome = await change(database, { releases: [{ holder }] });
    times.push(performance.now() - before);
    admissions.push(...outcome.admitted);
    held.push(...outcome.admitted);
    while (outcome.unsettled) {
      const again = performance.now();
      outcome = await change(database, {});
      times.push(performance.now() - again);
      admissions.push(...outcome.admitted);
      held.push(...outcome.admitted);
    }
  }
  const sorted = times.sort((a, b) => a - b);
  report({
    name: `lanes.release and admit with ${queued} queued for ${shape}, p99`,
    value: sorted[Math.floor(sorted.length * 0.99)] as number,
    unit: "ms",
    target: 20,
    better: "lower",
    reference: {
      median: sorted[Math.floor(sorted.length / 2)] as number,
      "transactions a release": times.length / rounds,
      "queued/s": queued / (enqueueMs / 1_000),
    },
  });
  report({
    name: `lanes.out of order, ${shape}`,
    value: inversions(admissions, lanesOf),
    unit: "admissions",
    target: 0,
    better: "lower",
  });
  await database.close();
  rmSync(folder, { recursive: true, force: true });
}

const nameOf = (n: number) => `h${String(n).padStart(6, "0")}`;

async function change(database: Database, changes: Omit<LaneChanges, "now">) {
  const outcome = await database.transaction((tx) => changeLanes(tx, { ...changes, now: new Date() }));
  return { ...outcome, admitted: outcome.admitted.map(({ holder }) => holder) };
}

/** How many were admitted after somebody who asked later for exactly the same lanes. */
function inversions(admissions: readonly string[], lanesOf: (n: number) => LaneWish[]): number {
  const newest = new Map<string, string>();
  let count = 0;
  for (const holder of admissions) {
    const wanted = lanesOf(Number(holder.slice(1)))
      .map(({ key }) => key)
      .filter((key) => !key.startsWith("tenant:"))
      .join();
    if (holder < (newest.get(wanted) ?? "")) count++;
    newest.set(wanted, holder);
  }
  return count;
}
