import { beforeEach, describe, expect, test } from "vitest";
import { VirtualClock } from "../../../server/core/virtual-clock";
import type { ProgressUpdate } from "../../../server/progress/follow-updates";
import { createProgressBus, type ProgressBus } from "../../../server/progress/progress-bus";

const options = {
  phases: ["waiting", "running", "done"],
  statuses: ["open", "succeeded", "failed"],
  fields: ["name", "rowsOut"],
};
let clock: VirtualClock;
let bus: ProgressBus;

beforeEach(() => {
  clock = new VirtualClock();
  bus = createProgressBus(clock);
});

const openRun = () => bus.open("run:1", options);
const changesOf = (update: ProgressUpdate | undefined) =>
  update?.changes.map(({ subject, field, value }) => [subject, field, value]);

describe("following a run", () => {
  test("a late joiner gets the whole picture, then what changes", async () => {
    const live = openRun();
    const run = live.add({ name: "run" });
    const [extract, clean] = await live.divide(run, [
      { weight: 1, fields: { name: "extract" } },
      { weight: 3, fields: { name: "clean" } },
    ]);
    await extract!.phase("running");
    extract!.progress(0.5);
    const follower = live.follow();
    const snapshot = await follower.next();
    expect(snapshot.value).toMatchObject({ first: 0, snapshot: true, more: false });
    expect(changesOf(snapshot.value)).toEqual([
      [0, "phase", "waiting"],
      [0, "progress", 0.125],
      [0, "name", "run"],
      [1, "phase", "running"],
      [1, "progress", 0.5],
      [1, "name", "extract"],
      [2, "phase", "waiting"],
      [2, "name", "clean"],
    ]);
    expect(snapshot.value.changes.map(({ parent }: { parent: number | null }) => parent)).toEqual([
      null,
      null,
      null,
      0,
      0,
      0,
      0,
      0,
    ]);

    const next = follower.next();
    clean!.progress(0.25);
    clean!.set("rowsOut", 40);
    await clock.advance(10);
    const update = await next;
    expect(update.value).toMatchObject({ first: snapshot.value.number + 1, snapshot: false });
    expect(changesOf(update.value)).toEqual([
      [2, "progress", 0.25],
      [0, "progress", 0.3125],
      [2, "rowsOut", 40],
    ]);
  });

  test("a reader that takes its time gets the newest of each, in one update", async () => {
    const live = openRun();
    const run = live.add();
    const follower = live.follow();
    await follower.next();
    for (let at = 1; at <= 9; at++) {
      run.progress(at / 16);
      await clock.advance(10);
    }
    await run.finish("succeeded");
    await clock.advance(10);
    const { value } = await follower.next();
    expect(value).toMatchObject({ first: 2, number: 11 });
    expect(value.changes).toMatchObject([
      { field: "progress", from: 1, to: 9, value: 9 / 16 },
      { field: "status", kind: "terminal", value: "succeeded" },
    ]);
  });

  test("ends when the run is closed, after its last values", async () => {
    const live = openRun();
    const run = live.add();
    const seen: unknown[] = [];
    const reading = (async () => {
      for await (const update of live.follow()) seen.push(...(changesOf(update) ?? []));
    })();
    await clock.advance(10);
    run.progress(1);
    await run.finish("succeeded");
    const closing = live.close();
    await clock.advance(10);
    expect(await closing).toEqual({ undelivered: 0 });
    await reading;
    expect(seen).toEqual([
      [0, "phase", "waiting"],
      [0, "progress", 1],
      [0, "status", "succeeded"],
    ]);
  });

  test("ends at once when the reader leaves or the signal aborts, also while a read is open", async () => {
    const live = openRun();
    live.add();
    const leaving = live.follow();
    await leaving.next();
    const open = leaving.next();
    await leaving.return?.();
    expect(await open).toEqual({ value: undefined, done: true });
    expect(await leaving.next()).toEqual({ value: undefined, done: true });

    const controller = new AbortController();
    const aborted = live.follow(controller.signal);
    await aborted.next();
    const waiting = aborted.next();
    controller.abort();
    expect((await waiting).done).toBe(true);
    expect((await live.follow(AbortSignal.abort()).next()).done).toBe(true);
    expect(live.topic.stats.subscribers).toBe(0);
  });

  test("one that never reads does not hold up the others, and is counted at the close", async () => {
    const live = openRun();
    const run = live.add();
    live.follow();
    const other = live.follow();
    await other.next();
    run.progress(0.5, 1);
    expect(changesOf((await other.next()).value)).toEqual([[0, "progress", 0.5]]);
    void other.next();
    const closing = live.close(100);
    await clock.advance(100);
    expect(await closing).toEqual({ undelivered: 2 });
  });
});

describe("the bus", () => {
  test("finds what is open by name; the name is free again after the close", async () => {
    const live = openRun();
    expect(bus.find("run:1")).toBe(live);
    expect(bus.find("run:2")).toBeNull();
    expect(openRun).toThrowError(expect.objectContaining({ code: "ALREADY_EXISTS" }));
    await live.close();
    expect(bus.find("run:1")).toBeNull();
    const again = openRun();
    await live.close();
    expect(bus.find("run:1")).toBe(again);
  });

  test("sums figures over topics, closed ones included, and measures delay", async () => {
    const first = openRun();
    first.add().progress(0.5);
    await clock.advance(10);
    await first.close();
    const second = bus.open("run:2", options);
    const task = second.add();
    await task.finish("failed");
    expect(task.progress(1)).toBe(false);
    expect(bus.figures()).toMatchObject({ topics: 1, accepted: 4, refused: 1, pending: 2 });
    expect(bus.figures().bytes).toBeGreaterThan(0);
    expect(bus.figures().delay.count).toBe(1);
    expect(bus.figures().delay.max).toBeCloseTo(10, 1);
  });

  test("closes all and opens no more", async () => {
    openRun().add();
    const stuck = bus.open("run:2", options);
    stuck.topic.subscribe(() => new Promise<void>(() => {}));
    stuck.add();
    const closing = bus.close(20);
    await clock.advance(20);
    expect(await closing).toEqual({ undelivered: 1 });
    expect(() => bus.open("run:3", options)).toThrowError(expect.objectContaining({ code: "UNAVAILABLE" }));
    expect(bus.figures().topics).toBe(0);
  });
});
