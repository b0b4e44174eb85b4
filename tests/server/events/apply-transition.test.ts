import { expect, test } from "vitest";
import type { Transaction } from "../../../server/core/database";
import { defineMachine } from "../../../server/core/machine";
import { applyTransition, type SubjectStore } from "../../../server/events/apply-transition";
import { readEvents } from "../../../server/events/read-events";
import { onEachDatabase } from "../../support/database";

/** A row of "Stream" plays the stateful thing (kind: its status), so that this suite needs no domain's table. */
interface Thing {
  readonly status: "NEW" | "BUSY" | "DONE";
  readonly startedAt: Date | null;
  readonly worker: string | null;
}

const machine = defineMachine<Thing>()({
  name: "thing",
  states: ["NEW", "BUSY", "DONE"],
  initial: "NEW",
  terminal: ["DONE"],
  transitions: {
    start: {
      from: ["NEW"],
      to: "BUSY",
      action: (_thing, input: { worker: string }, now) => ({ startedAt: now, worker: input.worker }),
    },
    again: { from: ["BUSY"], to: "NEW" },
    finish: { from: ["BUSY"], to: "DONE" },
  },
});

const store: SubjectStore<Thing> = {
  async read(tx, id) {
    const row = await tx.client.stream.findUnique({ where: { id } });
    return row && { status: machine.parseState(row.kind), startedAt: row.createdAt, worker: row.namespaceId };
  },
  swap: (tx, id, from, { status, startedAt, worker }) =>
    tx.client.stream.updateMany({
      where: { id, kind: from },
      data: { kind: status, createdAt: startedAt ?? undefined, namespaceId: worker },
    }),
};

const now = new Date("2026-01-01T00:00:00Z");
const before = new Date("2025-12-31T00:00:00Z");
const thing = { id: "1", kind: "NEW", createdAt: before };
const stream = { id: "thing:1", kind: "thing", namespaceId: null };

const start = (tx: Transaction, worker: string, audit?: () => void) =>
  applyTransition(tx, {
    machine,
    store,
    id: "1",
    name: "start",
    input: { worker },
    now,
    audit,
    record: (done) => ({
      stream,
      events: [
        { type: "Started", payload: { from: done.from, ...done.patch }, actor: "system:test", at: now },
      ],
    }),
  });

onEachDatabase("applying a transition", (databases) => {
  test("writes state, event and audit together", async () => {
    const database = await databases.open();
    await database.client.stream.create({ data: thing });
    let audited = 0;
    const done = await database.transaction((tx) => start(tx, "w1", () => audited++));
    expect(done).toMatchObject({ from: "NEW", to: "BUSY" });
    expect(audited).toBe(1);
    expect(await database.client.stream.findUnique({ where: { id: "1" } })).toMatchObject({
      kind: "BUSY",
      namespaceId: "w1",
      createdAt: now,
    });
    expect(await readEvents(database.client, "thing:1")).toMatchObject([
      { sequence: 1, type: "Started", payload: { worker: "w1" } },
    ]);
  });

  test("of twenty at once exactly one wins, and the log tells of one", async () => {
    const database = await databases.open();
    await database.client.stream.create({ data: thing });
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) => database.transaction((tx) => start(tx, `w${n}`))),
    );
    const refused = results.filter((result) => result.status === "rejected");
    expect(refused).toHaveLength(19);
    for (const { reason } of refused) expect(reason).toMatchObject({ code: "ILLEGAL_TRANSITION" });
    expect(await readEvents(database.client, "thing:1")).toHaveLength(1);
  });

  test("a failing audit takes the change and the event with it", async () => {
    const database = await databases.open();
    await database.client.stream.create({ data: thing });
    const failing = database.transaction((tx) =>
      start(tx, "w1", () => {
        throw new Error("no audit");
      }),
    );
    await expect(failing).rejects.toThrow("no audit");
    expect(await database.client.stream.findUnique({ where: { id: "1" } })).toEqual({
      ...thing,
      namespaceId: null,
      last: 0,
    });
    expect(await readEvents(database.client, "thing:1")).toEqual([]);
  });

  test("a missing subject, and one that never stands still", async () => {
    const database = await databases.open();
    await expect(database.transaction((tx) => start(tx, "w1"))).rejects.toMatchObject({ code: "NOT_FOUND" });
    const restless: SubjectStore<Thing> = {
      read: async () => ({ status: "BUSY", startedAt: null, worker: null }),
      swap: async () => ({ count: 0 }),
    };
    const moving = database.transaction((tx) =>
      applyTransition(tx, {
        machine,
        store: restless,
        id: "1",
        name: "finish",
        input: undefined,
        now,
        record: () => ({
          stream,
          events: [{ type: "Finished", payload: {}, actor: "system:test", at: now }],
        }),
      }),
    );
    await expect(moving).rejects.toMatchObject({ code: "STALE_WRITE" });
  });
});
