import { type SandboxThread, startThread } from "./thread";

/** Threads that are ready for a program. */
export interface ThreadPool {
  take(): Promise<SandboxThread>;
  /** Gives a thread back; it is kept warm or ended. */
  give(thread: SandboxThread): void;
  /** Ends every thread, also those that are at work. */
  close(): Promise<void>;
}

/** One thread is kept ready, and one more that came back, so that runs in a row start none. */
const wanted = 1;
const kept = 2;

/** The spare one is started a little later, in milliseconds, so as not to compete with the work that took the last. */
const spareAfterMs = 1_000;

export function createThreadPool(start: () => Promise<SandboxThread> = startThread): ThreadPool {
  const all = new Set<SandboxThread>();
  const idle: SandboxThread[] = [];
  let closed = false;
  let filling: NodeJS.Timeout | null = null;

  async function add(): Promise<SandboxThread> {
    const thread = await start();
    if (closed) await thread.kill();
    else all.add(thread);
    return thread;
  }

  function drop(thread: SandboxThread): void {
    all.delete(thread);
    void thread.kill();
  }

  /** A failure to start the spare one is the next taker's to report. */
  function fillLater(): void {
    if (filling || closed || idle.length >= wanted) return;
    filling = setTimeout(async () => {
      const spare = idle.length < wanted ? await add().catch(() => null) : null;
      if (spare && !closed) idle.push(spare);
      filling = null;
    }, spareAfterMs).unref();
  }

  return {
    async take() {
      let thread = idle.pop();
      while (thread && !thread.alive) {
        all.delete(thread);
        thread = idle.pop();
      }
      const taken = thread ?? (await add());
      fillLater();
      return taken;
    },
    give(thread) {
      if (closed || !thread.alive || idle.length >= kept) return drop(thread);
      thread.unload();
      idle.push(thread);
    },
    async close() {
      closed = true;
      if (filling) clearTimeout(filling);
      idle.length = 0;
      await Promise.all([...all].map((thread) => thread.kill()));
      all.clear();
    },
  };
}
