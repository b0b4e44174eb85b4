import { expect } from "vitest";
import type { Database } from "../../../server/core/database";

/** Everything that is stored about the lanes whose keys begin with `prefix`. */
export async function readLanes(database: Database, prefix: string) {
  const [lanes, places, all] = await Promise.all([
    database.client.lane.findMany({ where: { key: { startsWith: prefix } } }),
    database.client.lanePlace.findMany({ where: { laneKey: { startsWith: prefix } } }),
    database.client.laneRequest.findMany(),
  ]);
  const keys = new Map<string, string[]>();
  for (const { holder, laneKey } of places) keys.set(holder, [...(keys.get(holder) ?? []), laneKey]);
  const requests = all.flatMap((request) => {
    const own = keys.get(request.holder);
    return own ? [{ ...request, keys: own }] : [];
  });
  return { lanes: new Map(lanes.map((lane) => [lane.key, lane])), places, requests };
}

export type StoredLanes = Awaited<ReturnType<typeof readLanes>>;

/** What must be true after every transaction, whatever happened. */
export function checkInvariants({ lanes, places, requests }: StoredLanes): void {
  for (const lane of lanes.values()) {
    const held = places.filter(({ laneKey, slot }) => laneKey === lane.key && slot !== null);
    expect(lane.held, `counted places of ${lane.key}`).toBe(held.length);
  }
  for (const { holder, state } of requests) {
    const slots = places.filter((place) => place.holder === holder).map(({ slot }) => slot !== null);
    expect(new Set(slots), `${holder} is ${state} in all of its lanes or in none`).toEqual(
      new Set([state === "held"]),
    );
  }
  const waiting = requests.filter(({ state }) => state === "waiting");
  for (const signature of new Set(waiting.map((request) => request.signature))) {
    const queue = waiting
      .filter((request) => request.signature === signature)
      .sort((a, b) => Number(a.ticket - b.ticket));
    expect(
      queue.map(({ parkedOn }) => parkedOn !== null),
      "the first of those who want the same is parked, and nobody else",
    ).toEqual(queue.map((_, index) => index === 0));
    const parkedOn = lanes.get(queue[0]?.parkedOn ?? "");
    expect(
      parkedOn && (parkedOn.held >= parkedOn.capacity || parkedOn.unsettled),
      `${queue[0]?.holder} waits for a lane that is full or yet to be looked through`,
    ).toBe(true);
  }
}

/** Nobody was admitted past somebody who came earlier, shares a lane with it and could have gone instead. */
export function checkNoInversion(before: ReadonlySet<string>, { lanes, requests }: StoredLanes): void {
  const heldNow = requests.filter(({ state }) => state === "held");
  const fresh = heldNow.filter(({ holder }) => !before.has(holder));
  for (const waiter of requests.filter(({ state }) => state === "waiting")) {
    const passed = fresh.filter(
      (other) => other.ticket > waiter.ticket && other.keys.some((key) => waiter.keys.includes(key)),
    );
    if (passed.length === 0) continue;
    const keptAnyway = waiter.keys.some((key) => {
      const others = heldNow.filter((other) => other.keys.includes(key) && !passed.includes(other));
      return others.length >= (lanes.get(key)?.capacity ?? 0);
    });
    expect(keptAnyway, `${waiter.holder} was passed over by ${passed.map(({ holder }) => holder)}`).toBe(
      true,
    );
  }
}
