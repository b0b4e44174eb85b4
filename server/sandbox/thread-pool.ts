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

export function createThreadPool(start: () => Promise<SandboxThread> = startThread): ThreadPool {
  const all = new Set<SandboxThread>();
  const idle: SandboxThread[] = [];
  let closed = false;
  let filling = false;

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

  async function fill(): Promise<void> {
    if (filling || closed || idle.length >= wanted) return;
    filling = true;
    try {
      idle.push(await add());
    } finally {
      filling = false;
    }
  }

  return {
    async take() {
      let thread = idle.pop();
      while (thread && !thread.alive) {
        all.delete(thread);
        thread = idle.pop();
      }
      const taken = thread ?? (await add());
      // A failure to start the spare one is the next taker's to report.
      fill().catch(() => {});
      return taken;
    },
    give(thread) {
      if (closed || !thread.alive || idle.length >= kept) return drop(thread);
      thread.unload();
      idle.push(thread);
    },
    async close() {
      closed = true;
      idle.length = 0;
      await Promise.all([...all].map((thread) => thread.kill()));
      all.clear();
    },
  };
}
