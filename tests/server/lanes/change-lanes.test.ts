import fc from "fast-check";
import { expect, test } from "vitest";
import type { Database, Transaction } from "../../../server/core/database";
import { changeLanes } from "../../../server/lanes/change-lanes";
import { expireLanes } from "../../../server/lanes/expire-lanes";
import type { LaneChanges, LaneLimits } from "../../../server/lanes/lane-change";
import { renewLanes } from "../../../server/lanes/renew-lanes";
import { onEachDatabase } from "../../support/database";
import { checkInvariants, checkNoInversion, readLanes } from "./check-lanes";
import { LaneModel } from "./lane-model";

const names = ["a", "b", "c", "d"];
const holders = Array.from({ length: 12 }, (_, n) => `h${n}`);

interface Asked {
  holder: string;
  keys: string[];
  leaseMs: number | null;
}

/** A change is one transaction: with the group commit it may hold the changes of many. */
type Step =
  | { do: "change"; releases: string[]; capacities: (readonly [string, number])[]; requests: Asked[] }
  | { do: "renew"; holder: string }
  | { do: "advance"; ms: number };

const holder = fc.constantFrom(...holders);
const asked: fc.Arbitrary<Asked> = fc.record({
  holder,
  keys: fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 3 }),
  // A crash is somebody whose lease is never renewed.
  leaseMs: fc.constantFrom(null, null, 50, 200),
});
const resized = fc.tuple(fc.constantFrom(...names), fc.integer({ min: 0, max: 3 }));
const change = (most: { releases: number; capacities: number; requests: number }) =>
  fc.record({
    do: fc.constant("change" as const),
    releases: fc.uniqueArray(holder, { maxLength: most.releases }),
    capacities: fc.uniqueArray(resized, { maxLength: most.capacities, selector: ([key]) => key }),
    requests: fc.uniqueArray(asked, { maxLength: most.requests, selector: (request) => request.holder }),
  });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: change({ releases: 0, capacities: 0, requests: 1 }) },
  { weight: 4, arbitrary: change({ releases: 1, capacities: 0, requests: 0 }) },
  { weight: 2, arbitrary: change({ releases: 0, capacities: 1, requests: 0 }) },
  { weight: 3, arbitrary: change({ releases: 4, capacities: 2, requests: 5 }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("renew" as const), holder }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("advance" as const), ms: fc.integer({ min: 1, max: 120 }) }),
  },
);

const limits = fc.constantFrom<LaneLimits>(
  { lookAt: 512, readAhead: 128 },
  { lookAt: 512, readAhead: 1 },
  { lookAt: 1, readAhead: 1 },
  { lookAt: 2, readAhead: 2 },
);

let runs = 0;

/** Plays steps on real lanes of its own. */
class Play {
  readonly prefix = `r${runs++}:`;
  now = Date.parse("2026-01-01T00:00:00Z");
  constructor(
    readonly database: Database,
    readonly limits: LaneLimits,
  ) {}

  name = (text: string) => this.prefix + text;

  change(changes: Omit<LaneChanges, "now">) {
    return this.write((tx) => changeLanes(tx, { ...changes, now: new Date(this.now) }, this.limits));
  }

  write<Result>(work: (tx: Transaction) => Promise<Result>) {
    return this.database.transaction(work);
  }

  async settle() {
    for (let round = 0; ; round++) {
      expect(round, "settling ends").toBeLessThan(100);
      const { unsettled } = await this.change({});
      if (!unsettled) return;
    }
  }

  async step(next: Step, present: ReadonlySet<string>) {
    const at = new Date(this.now);
    switch (next.do) {
      case "change": {
        const left = next.releases.map(this.name);
        const requests = next.requests
          .map(({ holder, keys, leaseMs }) => ({
            holder: this.name(holder),
            lanes: keys.map((key) => ({ key: this.name(key) })),
            leaseMs,
          }))
          .filter((request) => !present.has(request.holder) || left.includes(request.holder));
        const capacities = next.capacities.map(([key, capacity]) => ({ key: this.name(key), capacity }));
        await this.change({ releases: left.map((holder) => ({ holder })), capacities, requests });
        return;
      }
      case "renew": {
        const request = await this.database.client.laneRequest.findUnique({
          where: { holder: this.name(next.holder) },
        });
        if (!request || request.fence === null || request.leaseMs === null) return;
        const renewal = { holder: request.holder, fence: Number(request.fence), leaseMs: request.leaseMs };
        await this.write((tx) => renewLanes(tx, [renewal], { now: at }));
        return;
      }
      case "advance":
        this.now += next.ms;
        await this.write((tx) => expireLanes(tx, new Date(this.now)));
    }
  }
}

function stepModel(model: LaneModel, next: Step, now: number) {
  switch (next.do) {
    case "change":
      model.change(next.releases, next.capacities, now);
      for (const { holder, keys, leaseMs } of next.requests)
        if (!model.requests.some((request) => request.holder === holder))
          model.request(holder, keys, leaseMs, now);
      return;
    case "renew":
      return model.renew(next.holder, now);
    case "advance":
      return model.expire(now);
  }
}

onEachDatabase("lanes", (databases) => {
  const numRuns = databases.provider === "sqlite" ? 80 : 20;

  test("admit whom the model admits, after every step", async () => {
    const database = await databases.open();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), limits, async (steps, limit) => {
        const play = new Play(database, limit);
        const model = new LaneModel();
        for (const next of steps) {
          const present = new Set(model.requests.map((request) => play.name(request.holder)));
          await play.step(next, present);
          await play.settle();
          stepModel(model, next, play.now);
          const stored = await readLanes(database, play.prefix);
          checkInvariants(stored);
          const held = stored.requests
            .filter(({ state }) => state === "held")
            .map((request) => request.holder);
          expect(held.sort()).toEqual(model.held().map(play.name).sort());
        }
      }),
      { numRuns },
    );
  }, 240_000);

  test("let nobody pass while lanes are looked through in pieces", async () => {
    const database = await databases.open();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), limits, async (steps, limit) => {
        const play = new Play(database, limit);
        let before = await readLanes(database, play.prefix);
        for (const next of steps) {
          await play.step(next, new Set(before.requests.map((request) => request.holder)));
          const after = await readLanes(database, play.prefix);
          checkInvariants(after);
          const heldBefore = before.requests.filter(({ state }) => state === "held").map((r) => r.holder);
          checkNoInversion(new Set(heldBefore), after);
          before = after;
        }
      }),
      { numRuns },
    );
  }, 240_000);
});
