import type { Problem } from "../core/errors";
import { checkMs, defaultLimits } from "./limits";
import type { Sandbox, SandboxLimits, SandboxProgram } from "./sandbox";
import { openSession, startProblem } from "./session";
import { ThreadStopped } from "./thread";
import { createThreadPool, type ThreadPool } from "./thread-pool";

/** A sandbox with its own pool of threads. Nothing is started before the first use; end it with `close`. */
export function createSandbox(options: { limits?: Partial<SandboxLimits>; pool?: ThreadPool } = {}): Sandbox {
  const limits = { ...defaultLimits, ...options.limits };
  const pool = options.pool ?? createThreadPool();
  let lastCheck: Promise<unknown> = Promise.resolve();

  async function check(program: SandboxProgram): Promise<readonly Problem[]> {
    const thread = await pool.take();
    try {
      const bounds = { ...limits, itemMs: Math.min(checkMs, limits.itemMs) };
      return await thread.load({ ...program, seed: program.seed ?? 0 }, bounds, () => {});
    } catch (error) {
      if (error instanceof ThreadStopped && error.why === "silent") return [startProblem(error.message)];
      throw error;
    } finally {
      pool.give(thread);
    }
  }

  return {
    /** One at a time: an editor that checks on each keystroke must not start a thread for each. */
    check(program) {
      const result = lastCheck.then(() => check(program));
      lastCheck = result.catch(() => {});
      return result;
    },
    open: (program, sessionOptions = {}) =>
      openSession(pool, program, { ...limits, ...sessionOptions.limits }, sessionOptions),
    close: () => pool.close(),
  };
}
