import { randomInt } from "node:crypto";
import { AppError, badInput } from "../core/errors";
import { cutBatch } from "./cut-batch";
import type { Outcome } from "./engine";
import type { SeededProgram } from "./messages";
import type { SandboxLimits, SandboxOptions, SandboxProgram, SandboxResult, SandboxSession } from "./sandbox";
import { type SandboxThread, ThreadStopped } from "./thread";
import type { ThreadPool } from "./thread-pool";

/**
 * A program in a thread of its own. When the thread has to be killed, the item it was at fails and the others go on in
 * a fresh thread: variables of the code may start anew, but no item is lost.
 */
export async function openSession(
  pool: ThreadPool,
  program: SandboxProgram,
  limits: SandboxLimits,
  { signal, onLog }: SandboxOptions,
): Promise<SandboxSession> {
  const seeded: SeededProgram = { ...program, seed: program.seed ?? randomInt(2 ** 32) };
  let thread: SandboxThread | null = null;
  let busy = false;
  let closed = false;
  let before = 0;
  let stopped = 0;

  const ended = () =>
    signal?.aborted
      ? new AppError("CANCELLED", "The work was cancelled.")
      : new AppError("UNAVAILABLE", "The sandbox was closed.");
  const onAbort = () => void thread?.kill();
  signal?.addEventListener("abort", onAbort);

  async function getThread(): Promise<SandboxThread> {
    if (closed || signal?.aborted) throw ended();
    if (thread?.alive) return thread;
    if (thread) pool.give(thread);
    thread = await pool.take();
    if (closed || signal?.aborted) throw ended();
    const problems = await thread.load(seeded, limits, (logs) => {
      for (const line of logs) onLog?.(line);
    });
    if (problems.length > 0) throw badInput("The code cannot start.", problems);
    return thread;
  }

  function toResult(outcome: Outcome): SandboxResult {
    if (outcome.kind === "value")
      return { ok: true, value: outcome.json === null ? undefined : JSON.parse(outcome.json) };
    if (outcome.kind === "stopped") countStopped(outcome.reason);
    return { ok: false, reason: outcome.reason };
  }

  function countStopped(reason: string): void {
    stopped++;
    if (stopped <= limits.stoppedItems) return;
    const message = `The code was stopped on ${stopped} rows, which is more than ${limits.stoppedItems}. The last one: ${reason}`;
    throw new AppError("LIMIT_EXCEEDED", message);
  }

  async function callAll(items: readonly unknown[]): Promise<readonly SandboxResult[]> {
    const results: SandboxResult[] = [];
    let culprit = null as { index: number; reason: string } | null;
    while (results.length < items.length) {
      const start = results.length;
      if (culprit?.index === start) {
        results.push(toResult({ kind: "stopped", reason: culprit.reason }));
        culprit = null;
        continue;
      }
      const batch = cutBatch(items, start, culprit?.index ?? items.length);
      try {
        const outcomes: Outcome[] = [];
        const current = await getThread();
        await current
          .run(batch, before + start, (some) => outcomes.push(...some))
          .finally(() => {
            for (const outcome of outcomes) results.push(toResult(outcome));
          });
      } catch (error) {
        if (!(error instanceof ThreadStopped)) throw error;
        if (error.why === "killed") throw ended();
        culprit = { index: Math.max(start + error.place, results.length), reason: error.message };
      }
    }
    before += items.length;
    return results;
  }

  const session: SandboxSession = {
    async call(items) {
      if (busy) throw new Error("One call at a time.");
      busy = true;
      try {
        return await callAll(items);
      } finally {
        busy = false;
      }
    },
    close() {
      if (closed) return;
      closed = true;
      signal?.removeEventListener("abort", onAbort);
      if (!thread) return;
      if (busy) void thread.kill();
      pool.give(thread);
      thread = null;
    },
  };
  try {
    await getThread();
  } catch (error) {
    session.close();
    if (!(error instanceof ThreadStopped)) throw error;
    if (error.why === "killed") throw ended();
    throw badInput("The code cannot start.", [startProblem(error.message)]);
  }
  return session;
}

/** For code whose top level silenced its thread. */
export const startProblem = (reason: string) => ({
  code: "code-stopped",
  message: `The code outside the function ${reason}.`,
  line: 1,
  column: 1,
});
