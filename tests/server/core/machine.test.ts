import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { elapsedMillis } from "../../../server/core/elapsed";
import { defineMachine, type MachineTable, type TransitionRules } from "../../../server/core/machine";

interface Door {
  readonly status: "CLOSED" | "OPEN" | "LOCKED" | "REMOVED";
  readonly openedAt: Date | null;
  readonly openMillis: number | null;
  readonly bolts: number;
  readonly removedBy: string | null;
  readonly frozen: boolean;
}

const doorMachine = defineMachine<Door>()({
  name: "door",
  states: ["CLOSED", "OPEN", "LOCKED", "REMOVED"],
  initial: "CLOSED",
  terminal: ["REMOVED"],
  transitions: {
    open: { from: ["CLOSED"], to: "OPEN", action: (_door, _input, now) => ({ openedAt: now }) },
    close: {
      from: ["OPEN"],
      to: "CLOSED",
      action: (door, _input, now) => ({ openMillis: elapsedMillis(door.openedAt, now) }),
    },
    lock: {
      from: ["CLOSED"],
      to: "LOCKED",
      guard: (door) => door.bolts > 0 || "it has no bolts",
    },
    unlock: { from: ["LOCKED"], to: "CLOSED" },
    remove: {
      from: ["CLOSED", "OPEN"],
      to: "REMOVED",
      action: (_door, input: { by: string }) => ({ removedBy: input.by }),
    },
  },
  hooks: {
    beforeGuard: (door) => !door.frozen || "it is frozen shut",
    afterTransition: (_door, done, now) =>
      done.to === "REMOVED" ? { openedAt: null, openMillis: now.getTime() } : {},
  },
});

const door: Door = {
  status: "CLOSED",
  openedAt: null,
  openMillis: null,
  bolts: 0,
  removedBy: null,
  frozen: false,
};
const now = new Date("2026-01-01T00:00:10Z");

describe("a machine", () => {
  test("says what a transition changes and changes nothing itself", () => {
    const subject = Object.freeze({ ...door });
    expect(doorMachine.transition(subject, "open", undefined, now)).toEqual({
      name: "open",
      from: "CLOSED",
      to: "OPEN",
      patch: { openedAt: now },
    });
    const open = { ...door, status: "OPEN" as const, openedAt: new Date("2026-01-01T00:00:00Z") };
    expect(doorMachine.transition(open, "close", undefined, now).patch).toEqual({ openMillis: 10_000 });
  });

  test("gives the input to the action, and every patch to the hook", () => {
    expect(doorMachine.transition(door, "remove", { by: "user:1" }, now).patch).toEqual({
      removedBy: "user:1",
      openedAt: null,
      openMillis: now.getTime(),
    });
  });

  test("refuses what the table does not have, naming both states and the reason", () => {
    const refused = () => doorMachine.transition({ ...door, status: "REMOVED" }, "open", undefined, now);
    expect(refused).toThrow(
      expect.objectContaining({
        code: "ILLEGAL_TRANSITION",
        message: 'A door that is REMOVED cannot "open" (to OPEN): only CLOSED can.',
        details: {
          machine: "door",
          from: "REMOVED",
          to: "OPEN",
          transition: "open",
          reason: "only CLOSED can",
        },
      }),
    );
  });

  test("refuses by guard, and by the shared rule before it", () => {
    expect(() => doorMachine.transition(door, "lock", undefined, now)).toThrow("it has no bolts");
    const frozen = { ...door, frozen: true };
    expect(() => doorMachine.transition(frozen, "lock", undefined, now)).toThrow("it is frozen shut");
    expect(doorMachine.transition({ ...door, bolts: 1 }, "lock", undefined, now).to).toBe("LOCKED");
  });

  test("lists what may happen now and why the rest may not", () => {
    expect(doorMachine.transitionsFrom(door)).toEqual([
      { name: "open", to: "OPEN", refusal: null },
      { name: "lock", to: "LOCKED", refusal: "it has no bolts" },
      { name: "remove", to: "REMOVED", refusal: null },
    ]);
    expect(doorMachine.transitionsFrom({ ...door, status: "REMOVED" })).toEqual([]);
  });

  test("knows its states", () => {
    expect(doorMachine.isTerminal("REMOVED")).toBe(true);
    expect(doorMachine.isTerminal("OPEN")).toBe(false);
    expect(doorMachine.parseState("OPEN")).toBe("OPEN");
    expect(() => doorMachine.parseState("AJAR")).toThrow('"AJAR" is no state of a door');
  });

  test("does what its list of possibilities says, from every state", () => {
    const doors = fc.record({
      status: fc.constantFrom(...doorMachine.states),
      bolts: fc.nat(2),
      frozen: fc.boolean(),
    });
    const names = Object.keys(doorMachine.transitions) as (keyof typeof doorMachine.transitions)[];
    fc.assert(
      fc.property(doors, fc.constantFrom(...names), (state, name) => {
        const subject = { ...door, ...state };
        const listed = doorMachine.transitionsFrom(subject).find((possible) => possible.name === name);
        const attempt = () => doorMachine.transition(subject, name, { by: "user:1" } as never, now).to;
        if (listed?.refusal === null) expect(attempt()).toBe(listed.to);
        else expect(attempt).toThrow(expect.objectContaining({ code: "ILLEGAL_TRANSITION" }));
      }),
    );
  });
});

describe("a table that could strand something is refused", () => {
  const base: MachineTable<{ status: string }> = {
    name: "thing",
    states: ["A", "B", "END"],
    initial: "A",
    terminal: ["END"],
    transitions: { go: { from: ["A"], to: "B" }, stop: { from: ["B"], to: "END" } },
  };
  const define = (change: Partial<MachineTable<{ status: string }>>) => () =>
    defineMachine<{ status: string }>()<TransitionRules<{ status: string }>>({ ...base, ...change });

  test.each([
    ["nothing leads to B", { transitions: { go: { from: ["A"], to: "END" } } }],
    [
      "nothing leads from B to an end",
      { transitions: { go: { from: ["A"], to: "B" }, stop: { from: ["A"], to: "END" } } },
    ],
    ['"go" names the unknown state "C"', { transitions: { go: { from: ["A"], to: "C" } } }],
    [
      '"back" leaves the terminal state END',
      { transitions: { ...base.transitions, back: { from: ["END"], to: "A" } } },
    ],
    ['"Z" is not among its states', { initial: "Z" }],
  ])("%s", (problem, change) => {
    expect(define(change)).toThrow(`The thing machine is wrong: ${problem}.`);
  });

  test("the sound one is not", () => {
    expect(define({})).not.toThrow();
  });
});
