import { beforeEach, describe, expect, test } from "vitest";
import { VirtualClock } from "../../../server/core/virtual-clock";
import { createProgressTopic, type ProgressTopic } from "../../../server/progress/create-progress-topic";
import type { Entry } from "../../../server/progress/entry";
import { LEASE, PHASE } from "../../../server/progress/page";
import { UNIT } from "../../../server/progress/units";

let live: ProgressTopic;
let entries: Entry[];

beforeEach(() => {
  live = createProgressTopic({
    clock: new VirtualClock(),
    phases: ["waiting", "first", "second"],
    statuses: ["open", "failed"],
  });
  entries = [];
  live.topic.subscribe((batch) => void entries.push(...batch.entries));
});

const state = (subject: number) => {
  const { workbook } = live.topic;
  const row = workbook.rowOf(subject);
  return {
    phase: workbook.read(row, PHASE),
    progress: workbook.progress(row) / UNIT,
    epoch: workbook.epoch(row),
    lease: workbook.read(row, LEASE),
  };
};

/** A subject that passed its first phase in health, holds a lease, and is on its way in the second. */
async function underway() {
  const task = live.add();
  await task.phase("first");
  task.progress(0.375);
  await live.takeLease({ subject: task.subject, epoch: 1, resource: "db", fence: 7 });
  await task.phase("second", { healthy: true });
  task.progress(0.75);
  live.topic.flush();
  entries.length = 0;
  return task;
}

describe("rolling back", () => {
  test("restores the last healthy boundary in a new epoch, says why, and releases, in one batch", async () => {
    const task = await underway();
    task.progress(0.875);
    const next = await live.rollBack(task, "no answer", 7);
    live.topic.flush();
    expect(state(task.subject)).toEqual({ phase: "second", progress: 0.375, epoch: 2, lease: null });
    expect(next.epoch).toBe(2);
    expect(entries.map(({ kind, field, epoch, value }) => [kind, field, epoch, value])).toEqual([
      ["value", "progress", 1, 0.875 * UNIT],
      ["rollback", "phase", 2, "second"],
      ["value", "progress", 2, 0.375 * UNIT],
      ["lease", "lease", 2, null],
    ]);
    expect(entries[1]?.cause).toEqual({
      reason: "no answer",
      fence: 7,
      from: { epoch: 1, phase: "second", progress: 0.875 * UNIT },
      to: { epoch: 2, phase: "second", progress: 0.375 * UNIT },
    });
  });

  test("a boundary without health is no stable point", async () => {
    const task = live.add();
    await task.phase("first");
    task.progress(0.5);
    await task.phase("second", { healthy: false });
    await live.rollBack(task, "test");
    expect(state(task.subject)).toMatchObject({ phase: "waiting", progress: 0 });
  });

  test("twice for one epoch happens once; who speaks for the old epoch is refused", async () => {
    const task = await underway();
    const results = await Promise.all([live.rollBack(task, "one", 7), live.rollBack(task, "two", 7)]);
    expect(results.map(({ epoch }) => epoch)).toEqual([2, 2]);
    live.topic.flush();
    expect(entries.filter(({ kind }) => kind === "rollback")).toHaveLength(1);
    const { refused } = live.topic.stats;
    expect(task.progress(1)).toBe(false);
    expect(task.status("failed")).toBe(false);
    expect(await task.phase("first")).toBe(false);
    expect(await task.finish("failed")).toBe(false);
    expect(live.topic.stats.refused).toBe(refused + 4);
    expect(state(task.subject)).toMatchObject({ phase: "second", progress: 0.375 });
    expect(results[0].progress(0.5)).toBe(true);
  });

  test("an answer given for an older rollback stays refused once a newer one happened", async () => {
    const task = await underway();
    const second = await live.rollBack(task, "one", 7);
    await live.rollBack(second, "two", 7);
    await expect(live.rollBack(task, "one", 7)).rejects.toMatchObject({ code: "STALE_WRITE" });
  });

  test.each([
    { what: "another epoch", epoch: 3, fence: 7, code: "STALE_WRITE" },
    { what: "an older fence", epoch: 1, fence: 6, code: "STALE_FENCE" },
    { what: "no fence", epoch: 1, fence: 0, code: "STALE_FENCE" },
  ])("with $what changes nothing", async ({ epoch, fence, code }) => {
    const task = await underway();
    const before = state(task.subject);
    const stale = Object.assign(Object.create(task), { subject: task.subject, epoch });
    await expect(live.rollBack(stale, "test", fence)).rejects.toMatchObject({ code });
    live.topic.flush();
    expect(state(task.subject)).toEqual(before);
    expect(entries).toEqual([]);
  });

  test("finished, removed and divided subjects are not rolled back", async () => {
    const finished = live.add();
    await finished.finish("failed");
    await expect(live.rollBack(finished, "test")).rejects.toMatchObject({ code: "ILLEGAL_TRANSITION" });
    const whole = live.add();
    await live.divide(whole, [{ weight: 1 }]);
    await expect(live.rollBack(whole, "test")).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
    const removed = live.add();
    await live.remove(removed.subject);
    await expect(live.rollBack(removed, "test")).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await live.remove(removed.subject)).toBe(false);
  });

  test("leaves nothing behind when the subject is removed", async () => {
    const task = live.add();
    await live.rollBack(task, "test");
    expect(live.rollbacks.size).toBe(1);
    await live.remove(task.subject);
    expect(live.rollbacks.size).toBe(0);
  });

  test("of a part takes its wholes into new epochs, since they fall", async () => {
    const run = live.add();
    const [part, other] = await live.divide(run, [{ weight: 1 }, { weight: 1 }]);
    other!.progress(1);
    part!.progress(0.5);
    live.topic.flush();
    entries.length = 0;
    await live.rollBack(part!, "test");
    live.topic.flush();
    expect(entries.find(({ kind }) => kind === "rebase")).toMatchObject({
      subject: run.subject,
      field: "progress",
      epoch: 2,
      value: UNIT / 2,
    });
  });
});

describe("leases", () => {
  test("need a newer fence each time; release may be repeated and outlives the subject's end", async () => {
    const { subject } = live.add();
    expect(await live.takeLease({ subject, epoch: 1, resource: "db", fence: 1 })).toBe(true);
    for (const fence of [1, 0, -1, 1.5, 2 ** 32, Number.NaN]) {
      const again = live.takeLease({ subject, epoch: 1, resource: "db", fence });
      await expect(again).rejects.toMatchObject({ code: "STALE_FENCE" });
    }
    expect(await live.takeLease({ subject, epoch: 1, resource: "cache", fence: 2 })).toBe(true);
    await expect(live.releaseLease({ subject, fence: 1 })).rejects.toMatchObject({ code: "STALE_FENCE" });
    expect(state(subject).lease).toBe("cache");
    await live.reporter(subject).finish("failed");
    expect(await live.releaseLease({ subject, fence: 2 })).toBe(true);
    expect(await live.releaseLease({ subject, fence: 2 })).toBe(true);
    live.topic.flush();
    expect(entries.filter(({ kind }) => kind === "lease").map(({ value }) => value)).toEqual([
      "db",
      "cache",
      null,
    ]);
    expect(await live.takeLease({ subject, epoch: 1, resource: "db", fence: 3 })).toBe(false);
  });

  test("unknown phases and statuses are named with those known", async () => {
    const task = live.add();
    await expect(task.phase("third")).rejects.toMatchObject({
      code: "BAD_USER_INPUT",
      message: /waiting, first, second/,
    });
    expect(() => task.status("fine")).toThrowError(/open, failed/);
    expect(() => task.set("colour", 1)).toThrowError(/"colour"/);
    expect(() => task.set("phase", "first")).toThrowError(/"phase"/);
  });
});
