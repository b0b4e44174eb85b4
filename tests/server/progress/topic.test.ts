import { beforeEach, describe, expect, test } from "vitest";
import { VirtualClock } from "../../../server/core/virtual-clock";
import { parseBatchingSettings } from "../../../server/progress/batching-settings";
import { createProgressTopic } from "../../../server/progress/create-progress-topic";
import { PIECE } from "../../../server/progress/cut";
import type { Batch } from "../../../server/progress/entry";
import { UNIT } from "../../../server/progress/units";
import { Mirror } from "./mirror";

let clock: VirtualClock;
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

beforeEach(() => {
  clock = new VirtualClock();
});

/** A topic with subjects whose appearance was told already. */
function create(subjects: number, batching: Record<string, number> = {}) {
  const live = createProgressTopic({
    clock,
    phases: ["waiting", "running"],
    statuses: ["open", "succeeded"],
    fields: ["rows"],
    batching: parseBatchingSettings(batching),
  });
  const reporters = Array.from({ length: subjects }, () => live.add());
  live.topic.flush();
  const mirror = new Mirror();
  live.topic.subscribe(mirror.take);
  return {
    live,
    reporters,
    mirror,
    told: () => mirror.entries.map(({ subject, value }) => [subject, value]),
  };
}

describe("a flush", () => {
  test("happens when the oldest is an interval old, no sooner, and takes the younger along", async () => {
    const { reporters, told } = create(2, { "flush-interval": 10 });
    reporters[0]!.progress(0.25);
    await clock.advance(9);
    reporters[1]!.progress(0.5);
    expect(told()).toEqual([]);
    await clock.advance(1);
    expect(told()).toEqual([
      [0, UNIT / 4],
      [1, UNIT / 2],
    ]);
  });

  test("keeps the time of the first for what is overwritten", async () => {
    const { reporters, mirror } = create(1, { "flush-interval": 10 });
    for (let ms = 0; ms < 10; ms++) {
      reporters[0]!.progress((ms + 1) / 16);
      await clock.advance(1);
    }
    expect(mirror.entries).toMatchObject([{ from: 1, to: 10, value: (UNIT * 10) / 16 }]);
  });

  test("measures the interval anew for what came after an earlier flush", async () => {
    const { live, reporters, mirror } = create(1, { "flush-interval": 10 });
    reporters[0]!.progress(0.25);
    await clock.advance(4);
    live.topic.flush();
    await clock.advance(4);
    reporters[0]!.progress(0.5);
    await clock.advance(9);
    expect(mirror.batches).toHaveLength(1);
    await clock.advance(1);
    expect(mirror.batches).toHaveLength(2);
  });

  test("happens at once when enough different keys are pending; overwriting does not count", () => {
    const { reporters, mirror } = create(3, { "max-batch-size": 3 });
    for (let at = 1; at <= 5; at++) reporters[0]!.progress(at / 8);
    reporters[1]!.progress(0.5);
    expect(mirror.batches).toHaveLength(0);
    reporters[2]!.progress(0.5);
    expect(mirror.entries.map(({ subject }) => subject)).toEqual([0, 1, 2]);
  });

  test.each([
    { priority: 0.79, sent: 0 },
    { priority: 0.8, sent: 2 },
    { priority: 1, sent: 2 },
  ])("by priority $priority sends $sent: all before it, and itself last", ({ priority, sent }) => {
    const { reporters, told } = create(2);
    reporters[0]!.progress(0.5);
    reporters[1]!.set("rows", 7, priority);
    expect(told()).toEqual(
      [
        [0, UNIT / 2],
        [1, 7],
      ].slice(0, sent),
    );
  });

  test("is never empty", async () => {
    const { live, mirror } = create(1);
    live.topic.flush();
    await clock.advance(100);
    expect(mirror.batches).toEqual([]);
  });
});

describe("a barrier", () => {
  test("ends the merging of its own subject only", async () => {
    const { live, reporters, mirror } = create(2);
    reporters[0]!.set("rows", 1);
    reporters[1]!.set("rows", 10);
    await reporters[0]!.phase("running");
    reporters[0]!.set("rows", 2);
    reporters[1]!.set("rows", 20);
    reporters[0]!.set("rows", 3);
    live.topic.flush();
    expect(
      mirror.entries.map(({ subject, field, from, to, value }) => [subject, field, from, to, value]),
    ).toEqual([
      [0, "rows", 1, 1, 1],
      [1, "rows", 1, 2, 20],
      [0, "phase", 2, 2, "running"],
      [0, "rows", 2, 3, 3],
    ]);
  });

  test("waits while the capacity is used up and a batch is on its way; values do not", async () => {
    const { live, reporters, mirror } = create(3, { "max-batch-size": 2, capacity: 2 });
    let release = () => {};
    live.topic.subscribe(() => new Promise<void>((resolve) => (release = resolve)), { lossless: true });
    reporters[0]!.progress(0.5, 1);
    const admitted: number[] = [];
    const phases = reporters.map((reporter, at) => reporter.phase("running").then(() => admitted.push(at)));
    await turn();
    expect(admitted).toEqual([0, 1]);
    expect(reporters[2]!.progress(0.5)).toBe(true);
    expect(live.topic.pending.used).toBe(2);
    release();
    await Promise.all(phases);
    expect(admitted).toEqual([0, 1, 2]);
    for (let round = 0; round < 4; round++, release()) await clock.advance(10);
    expect(mirror.entries.map(({ subject, field }) => `${subject}.${field}`)).toEqual([
      "0.progress",
      "0.phase",
      "1.phase",
      "2.progress",
      "2.phase",
    ]);
  });
});

describe("waiting barriers", () => {
  test("go in the order in which they asked, also when a later one would fit", async () => {
    const { live, reporters } = create(2, { "max-batch-size": 3, capacity: 3 });
    let release = () => {};
    live.topic.subscribe(() => new Promise<void>((resolve) => (release = resolve)), { lossless: true });
    reporters[0]!.set("rows", 1, 1);
    const order: string[] = [];
    await reporters[1]!.phase("running");
    for (const at of [1, 2]) reporters[0]!.set("rows", at);
    reporters[0]!.status("open");
    const large = reporters[0]!.phase("running").then(() => order.push("large"));
    const small = reporters[1]!.phase("waiting").then(() => order.push("small"));
    await turn();
    expect(order).toEqual([]);
    release();
    await Promise.all([large, small]);
    expect(order).toEqual(["large", "small"]);
    release();
  });
});

describe("a row used again", () => {
  test("tells of its new subject's values, also in the batch that removed the old one", async () => {
    const { live, reporters, mirror } = create(1);
    await live.remove(reporters[0]!.subject);
    const next = live.add();
    expect(next.subject >>> 0).toBe(reporters[0]!.subject);
    next.status("succeeded");
    live.topic.flush();
    expect(mirror.entries.map(({ subject, kind, field, value }) => [subject, kind, field, value])).toEqual([
      [0, "removed", "status", null],
      [next.subject, "phase", "phase", "waiting"],
      [next.subject, "value", "status", "succeeded"],
    ]);
  });

  test("is in a snapshot only while it has a subject; ranges begin at 1 there", async () => {
    const { live, reporters } = create(2);
    reporters[1]!.set("rows", 1, 1);
    reporters[1]!.set("rows", 2, 1);
    await live.remove(reporters[0]!.subject);
    const late = new Mirror();
    live.topic.subscribe(late.take, { snapshot: true });
    expect(late.entries.map(({ subject, field, from, to }) => [subject, field, from, to])).toEqual([
      [1, "phase", 1, 1],
      [1, "rows", 1, 2],
    ]);
  });

  test("that is free meanwhile is told as removed to a slow subscriber, with nothing in it", async () => {
    const { live, reporters } = create(1);
    const slow = new Mirror();
    live.topic.subscribe((batch) => {
      slow.take(batch);
      return clock.sleep(5);
    });
    reporters[0]!.progress(0.5, 1);
    reporters[0]!.progress(0.75, 1);
    await live.remove(reporters[0]!.subject);
    live.topic.flush();
    await clock.advance(5);
    expect(slow.batches[1]?.entries.map(({ subject, kind, value }) => [subject, kind, value])).toEqual([
      [0, "removed", null],
      [0, "removed", null],
    ]);
    expect(slow.state.size).toBe(0);
  });

  test("knows no lease and no fence of before", async () => {
    const { live, reporters } = create(1);
    await live.takeLease({ subject: reporters[0]!.subject, epoch: 1, resource: "db", fence: 9 });
    await live.remove(reporters[0]!.subject);
    const { subject } = live.add();
    expect(live.topic.workbook.fence(0)).toBe(0);
    expect(await live.takeLease({ subject, epoch: 1, resource: "db", fence: 1 })).toBe(true);
  });

  test("is unknown to who still speaks for the old subject", async () => {
    const { live, reporters } = create(1);
    const old = reporters[0]!;
    await live.remove(old.subject);
    live.add();
    expect(old.progress(1)).toBe(false);
    expect(await old.phase("running")).toBe(false);
    expect(() => live.reporter(old.subject)).toThrowError(expect.objectContaining({ code: "NOT_FOUND" }));
  });
});

describe("subscribers", () => {
  test("a slow one that is ready while something is pending gets the state as of the last batch, or the next", async () => {
    const { live, reporters } = create(1);
    const slow = new Mirror();
    live.topic.subscribe((batch) => {
      slow.take(batch);
      return clock.sleep(5);
    });
    for (const at of [1, 2]) reporters[0]!.set("rows", at, 1);
    reporters[0]!.set("rows", 3);
    await clock.advance(5);
    expect(slow.batches).toHaveLength(1);
    await clock.advance(5);
    expect(slow.batches[1]).toMatchObject({ first: 3, number: 4, entries: [{ from: 2, to: 3, value: 3 }] });
  });

  test("one that throws is over and told so; the others miss nothing", () => {
    const { live, reporters, mirror } = create(1);
    const errors: string[] = [];
    let ends = 0;
    const deliver = () => {
      throw new Error("broken");
    };
    live.topic.subscribe(deliver, { onError: (error) => errors.push(error.message), onEnd: () => ends++ });
    const after = new Mirror();
    live.topic.subscribe(after.take);
    for (const at of [1, 2]) reporters[0]!.progress(at / 4, 1);
    expect(errors).toEqual(["broken"]);
    expect(ends).toBe(1);
    expect([mirror.batches.length, after.batches.length]).toEqual([2, 2]);
    expect(live.topic.stats.subscribers).toBe(2);
  });

  test("one whose promise rejects is over too, also a lossless one, and holds up nobody", async () => {
    const { live, reporters, mirror } = create(1);
    const errors: string[] = [];
    const deliver = () => Promise.reject(new Error("disk full"));
    live.topic.subscribe(deliver, { lossless: true, onError: (error) => errors.push(error.message) });
    reporters[0]!.progress(0.25, 1);
    await turn();
    reporters[0]!.progress(0.5, 1);
    await turn();
    expect(errors).toEqual(["disk full"]);
    expect(mirror.batches).toHaveLength(2);
  });

  test("a lossless one that is stuck frees the topic when its subscription ends", async () => {
    const { live, reporters, mirror } = create(1);
    const unsubscribe = live.topic.subscribe(() => new Promise<void>(() => {}), { lossless: true });
    reporters[0]!.progress(0.25, 1);
    reporters[0]!.progress(0.5, 1);
    await turn();
    expect(mirror.batches).toHaveLength(1);
    unsubscribe();
    await turn();
    expect(mirror.batches).toHaveLength(2);
  });

  test("publishing while being delivered to joins the next batch, never the open one", async () => {
    const { live, reporters, mirror } = create(2);
    live.topic.subscribe(({ number }) => {
      if (number < 4) reporters[1]!.set("rows", number, 1);
    });
    const after = new Mirror();
    live.topic.subscribe(after.take);
    reporters[0]!.progress(0.5, 1);
    expect(mirror.batches).toHaveLength(1);
    for (let round = 0; round < 5; round++) await turn();
    expect(mirror.batches.map(({ number, entries }) => [number, entries.length])).toEqual(
      [
        [2, 1],
        [3, 1],
        [4, 1],
      ].slice(0, mirror.batches.length),
    );
    expect(after.batches).toEqual(mirror.batches);
    expect(mirror.batches).toHaveLength(3);
  });

  test("a slow one costs memory for keys, not for traffic, and counts what was merged for it", async () => {
    const { live, reporters } = create(2, { "max-batch-size": 1, capacity: 1 });
    const slow = new Mirror();
    let release = () => {};
    live.topic.subscribe((batch) => {
      slow.take(batch);
      return new Promise<void>((resolve) => (release = resolve));
    });
    for (let at = 1; at <= 100; at++) for (const reporter of reporters) reporter.set("rows", at);
    expect(slow.entries).toHaveLength(1);
    expect(live.topic.stats.mergedForSlow).toBe(200 - 1 - 2);
    release();
    await turn();
    expect(slow.batches[1]).toMatchObject({ first: slow.batches[0]!.number + 1, number: 202 });
    expect(slow.batches[1]!.entries).toMatchObject([
      { subject: 1, from: 1, to: 100, value: 100 },
      { subject: 0, from: 2, to: 100, value: 100 },
    ]);
  });

  test("a very large batch comes in pieces, and others get a turn in between", async () => {
    const count = 2 * PIECE + 100;
    const { live, reporters } = create(count, { "max-batch-size": 1_000_000, capacity: 1_000_000 });
    const pieces: Batch[] = [];
    live.topic.subscribe((batch) => void pieces.push(batch));
    for (const reporter of reporters) reporter.set("rows", 1);
    live.topic.flush();
    expect(pieces.map(({ entries }) => entries.length)).toEqual([PIECE]);
    let between = 0;
    while (pieces.at(-1)?.more && between < 100) {
      await turn();
      between++;
    }
    expect(between).toBeGreaterThanOrEqual(2);
    expect(pieces.map(({ number, entries, more }) => [number, entries.length, more])).toEqual([
      [pieces[0]!.number, PIECE, true],
      [pieces[0]!.number, PIECE, true],
      [pieces[0]!.number, 100, false],
    ]);
    expect(new Set(pieces.flatMap(({ entries }) => entries.map(({ subject }) => subject))).size).toBe(count);
  });
});

describe("closing", () => {
  test("does not wait for the flush interval, also for barriers that had to wait", async () => {
    const { live, reporters, mirror } = create(3, {
      "max-batch-size": 2,
      capacity: 2,
      "flush-interval": 1000,
    });
    let release = () => {};
    live.topic.subscribe(() => new Promise<void>((resolve) => (release = resolve)), { lossless: true });
    reporters[0]!.progress(0.5, 1);
    const phases = reporters.map((reporter) => reporter.phase("running"));
    const closing = live.close();
    for (let round = 0; round < 20; round++, release()) await turn();
    expect(await Promise.all(phases)).toEqual([true, true, true]);
    expect(await closing).toEqual({ undelivered: 0 });
    expect(mirror.entries).toHaveLength(4);
  });

  test("refuses new work, sends what is pending at once, and may be repeated", async () => {
    const { live, reporters, told } = create(1);
    let ends = 0;
    live.topic.subscribe(() => {}, { onEnd: () => ends++ });
    reporters[0]!.progress(0.5);
    const closing = live.close();
    expect(told()).toEqual([[0, UNIT / 2]]);
    expect(reporters[0]!.progress(1)).toBe(false);
    expect(() => live.add()).toThrowError(expect.objectContaining({ code: "UNAVAILABLE" }));
    await expect(reporters[0]!.phase("running")).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(await closing).toEqual({ undelivered: 0 });
    expect(await live.close(1)).toEqual({ undelivered: 0 });
    expect(ends).toBe(1);
    live.topic.subscribe(() => {}, { onEnd: () => ends++ });
    expect(ends).toBe(2);
  });

  test("drains until the deadline and says what was not delivered", async () => {
    const { live, reporters } = create(3, { "max-batch-size": 2, capacity: 2 });
    const rejected: string[] = [];
    live.topic.subscribe(() => new Promise<void>(() => {}), { lossless: true });
    reporters[0]!.progress(0.25, 1);
    for (const reporter of reporters) {
      reporter.phase("running").catch((error: { code: string }) => rejected.push(error.code));
    }
    reporters[0]!.progress(0.5);
    const closing = live.close(50);
    await clock.advance(49);
    expect(rejected).toEqual([]);
    await clock.advance(1);
    // One handed over and not confirmed, two barriers and a value pending, one barrier that never got in.
    expect(await closing).toEqual({ undelivered: 5 });
    expect(rejected).toEqual(["UNAVAILABLE"]);
    expect(clock.nextAlarm()).toBeNull();
  });

  test("waits for a slow subscriber to take the last values", async () => {
    const { live, reporters } = create(1);
    const slow = new Mirror();
    live.topic.subscribe((batch) => {
      slow.take(batch);
      return clock.sleep(30);
    });
    reporters[0]!.progress(0.25, 1);
    reporters[0]!.progress(0.5, 1);
    reporters[0]!.progress(1);
    const closing = live.close(1000);
    await clock.advance(100);
    expect(await closing).toEqual({ undelivered: 0 });
    expect(slow.entries.at(-1)).toMatchObject({ from: 2, to: 3, value: UNIT });
  });
});
