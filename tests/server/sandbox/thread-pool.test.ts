import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { SandboxThread } from "../../../server/sandbox/thread";
import { createThreadPool } from "../../../server/sandbox/thread-pool";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function fakeThreads() {
  const started: (SandboxThread & { alive: boolean; unloaded: number })[] = [];
  const start = async () => {
    const thread = {
      alive: true,
      unloaded: 0,
      load: async () => [],
      run: async () => {},
      unload: () => void thread.unloaded++,
      kill: async () => {
        thread.alive = false;
      },
    };
    started.push(thread);
    return thread;
  };
  return { started, alive: () => started.filter((thread) => thread.alive).length, start };
}

test("nothing is started before the first is taken; then one spare is, a little later", async () => {
  const threads = fakeThreads();
  const pool = createThreadPool(threads.start);
  expect(threads.started).toHaveLength(0);
  const first = await pool.take();
  expect(threads.started).toHaveLength(1);
  await vi.runAllTimersAsync();
  expect(threads.started).toHaveLength(2);
  expect(await pool.take()).not.toBe(first);
});

test("threads that come back serve again without their program: runs in a row start no others", async () => {
  const threads = fakeThreads();
  const pool = createThreadPool(threads.start);
  for (let run = 0; run < 20; run++) {
    pool.give(await pool.take());
    await vi.runAllTimersAsync();
  }
  expect(threads.started.length).toBeLessThanOrEqual(2);
  expect(threads.started[0]!.unloaded).toBeGreaterThan(0);
});

test("after a crowd only a few are kept", async () => {
  const threads = fakeThreads();
  const pool = createThreadPool(threads.start);
  const crowd = await Promise.all(Array.from({ length: 10 }, () => pool.take()));
  for (const thread of crowd) pool.give(thread);
  await vi.runAllTimersAsync();
  expect(threads.alive()).toBe(2);
});

test("a dead thread is not given out again", async () => {
  const threads = fakeThreads();
  const pool = createThreadPool(threads.start);
  const thread = await pool.take();
  pool.give(thread);
  await thread.kill();
  expect((await pool.take()).alive).toBe(true);
});

test("closing ends all, those at work included, and what would start afterwards", async () => {
  const threads = fakeThreads();
  const pool = createThreadPool(threads.start);
  await pool.take();
  pool.give(await pool.take());
  const late = pool.take();
  await pool.close();
  await late;
  await vi.runAllTimersAsync();
  expect(threads.alive()).toBe(0);
});

test("a thread that cannot start is its taker's error, and the next may succeed", async () => {
  const threads = fakeThreads();
  const start = vi.fn(threads.start).mockRejectedValueOnce(new Error("no memory"));
  const pool = createThreadPool(start);
  await expect(pool.take()).rejects.toThrow("no memory");
  expect((await pool.take()).alive).toBe(true);
});
