import type { Transaction } from "../core/database";
import { badInput } from "../core/errors";
import { addRequests, keysOf } from "./add-requests";
import { findAdmissions } from "./admission-pass";
import { type LaneChanges, type LaneLimits, type LaneOutcome, laneLimits } from "./lane-change";
import { lanesUnsettled } from "./lane-news";
import { hasPlace, type Lane, LaneTable } from "./lane-table";
import { readParked } from "./read-waiters";
import { lanesOf, removeRequests } from "./remove-requests";
import { writeAdmissions } from "./write-admissions";

/**
 * Everything that happens to lanes in one transaction, and who is admitted by it. Call it once in a transaction: it
 * locks the lanes of all changes together, in one order, and a second call could wait for somebody who waits for us.
 */
export async function changeLanes(
  tx: Transaction,
  changes: LaneChanges,
  limits: LaneLimits = laneLimits,
): Promise<LaneOutcome> {
  const { now, releases = [], capacities = [], requests = [] } = changes;
  const leaving = await lanesOf(
    tx,
    releases.map(({ holder }) => holder),
  );
  const table = new LaneTable(tx);
  await table.lock(await capacitiesToLock(tx, changes, leaving));

  // Who came in the meantime was not seen when the lanes were locked, and stays.
  const known = releases.filter(({ holder }) => leaving.has(holder));
  const freed = await removeRequests(tx, table, known);
  for (const { key, capacity } of capacities) table.get(key).capacity = capacity;
  const open = openLanes(table, [...freed, ...capacities.map(({ key }) => key)]);
  const result = await findAdmissions(tx, table, open, limits);
  await writeAdmissions(tx, result, now);
  const received = await addRequests(tx, table, requests, now);
  await table.store();

  const unsettled = table.unsettled();
  if (unsettled) tx.announce(lanesUnsettled, null);
  const admitted = result.admitted.map(({ holder, fence }) => ({ holder, fence }));
  return { admitted: [...admitted, ...received], unsettled };
}

/** Every lane that the changes touch, with the capacity it gets should it not exist. */
async function capacitiesToLock(
  tx: Transaction,
  { capacities = [], requests = [] }: LaneChanges,
  leaving: ReadonlyMap<string, readonly string[]>,
): Promise<Map<string, number>> {
  const wanted = new Map<string, number>();
  const touched = [...leaving.values()].flat();
  for (const key of touched) wanted.set(key, 0);
  for (const key of await lanesOfNextInLine(tx, [...touched, ...capacities.map(({ key }) => key)]))
    wanted.set(key, 0);
  for (const request of requests) {
    keysOf(request);
    for (const { key, capacity } of request.lanes) wanted.set(key, checkedCapacity(capacity ?? 1));
  }
  for (const { key, capacity } of capacities) wanted.set(key, checkedCapacity(capacity));
  return wanted;
}

/** On PostgreSQL, who may be let in now is read ahead, to lock their other lanes in the one order too. */
async function lanesOfNextInLine(tx: Transaction, keys: readonly string[]): Promise<string[]> {
  if (tx.provider === "sqlite" || keys.length === 0) return [];
  const cursors = [...new Set(keys)].map((key) => ({ key, ticket: 0, holder: "" }));
  const parked = await readParked(tx, cursors, 8);
  return [...parked.values()].flat().flatMap((waiter) => waiter.keys);
}

/** Lanes with a place for somebody who was not looked at yet. */
function openLanes(table: LaneTable, touched: readonly string[]): Lane[] {
  const keys = new Set(touched);
  const open: Lane[] = [];
  for (const lane of table.all()) {
    if (!keys.has(lane.key) && !lane.unsettled) continue;
    if (hasPlace(lane)) open.push(lane);
    else lane.unsettled = false;
  }
  return open;
}

function checkedCapacity(capacity: number): number {
  if (!Number.isSafeInteger(capacity) || capacity < 0 || capacity > 1_000_000)
    throw badInput(`A lane's capacity is a whole number from 0 to 1,000,000, not ${capacity}.`);
  return capacity;
}
