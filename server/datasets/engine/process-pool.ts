import { type ChildProcess, fork } from "node:child_process";
import { constants, setPriority } from "node:os";
import { AppError, toError } from "../../core/errors";
import { workerEntry } from "../../core/worker-entry";
import { asError, type FromProcess, type ProcessFailure, type ToProcess } from "./process-messages";

export interface ProcessPoolOptions {
  /** The code of the processes, as `new URL("./x.worker.ts", import.meta.url)`. */
  readonly worker: URL;
  /** How many tasks may be worked on at once. */
  readonly size: number;
  /** How long a process waits for more to do before it goes, in milliseconds. */
  readonly idleMillis: number;
}

export interface TaskOptions {
  readonly signal?: AbortSignal;
  /** Part done, 0 to 1. */
  readonly onProgress?: (done: number) => void;
}

interface Waiting {
  start(child: ChildProcess): void;
}

/**
 * Does tasks in processes of its own, each one at a time; the rest wait in line. `Tasks` names each kind of task and
 * `Results` what it gives. What a process does can be ended at any moment, and its memory goes with it.
 */
export class ProcessPool<Tasks extends { kind: string }, Results extends Record<Tasks["kind"], unknown>> {
  readonly #options: ProcessPoolOptions;
  readonly #idle = new Map<ChildProcess, NodeJS.Timeout>();
  readonly #busy = new Set<ChildProcess>();
  readonly #waiting: Waiting[] = [];
  #closed = false;

  constructor(options: ProcessPoolOptions) {
    this.#options = options;
  }

  /**
   * Does a task in another process. Aborting kills that process at once and rejects with the signal's reason.
   * Rejects with the task's AppError; INTERNAL when the process died by itself; UNAVAILABLE when closed.
   */
  run<Kind extends Tasks["kind"]>(
    task: Extract<Tasks, { kind: Kind }>,
    { signal, onProgress }: TaskOptions = {},
  ): Promise<Results[Kind]> {
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(new AppError("UNAVAILABLE", "The server is shutting down."));
      if (signal?.aborted) return reject(signal.reason);
      const place: Waiting = {
        start: (child) => {
          signal?.removeEventListener("abort", leave);
          this.#work(child, task, signal, onProgress).then(
            (result) => resolve(result as Results[Kind]),
            reject,
          );
        },
      };
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(place), 1);
        reject(signal?.reason);
      };
      signal?.addEventListener("abort", leave, { once: true });
      this.#waiting.push(place);
      this.#startWaiting();
    });
  }

  /** Kills what runs; what waited or ran rejects. */
  close(): void {
    this.#closed = true;
    for (const child of [...this.#idle.keys(), ...this.#busy]) child.kill("SIGKILL");
  }

  #startWaiting(): void {
    while (this.#waiting.length > 0 && this.#busy.size < this.#options.size) {
      const child = this.#takeIdle() ?? spawnWorker(this.#options.worker);
      this.#busy.add(child);
      this.#waiting.shift()!.start(child);
    }
  }

  async #work(
    child: ChildProcess,
    task: Tasks,
    signal: AbortSignal | undefined,
    onProgress: TaskOptions["onProgress"],
  ): Promise<unknown> {
    const kill = () => child.kill("SIGKILL");
    signal?.addEventListener("abort", kill, { once: true });
    try {
      const result = await converse(child, task, onProgress);
      signal?.throwIfAborted();
      return result;
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener("abort", kill);
      this.#release(child);
    }
  }

  #release(child: ChildProcess): void {
    this.#busy.delete(child);
    if (this.#closed) child.kill("SIGKILL");
    else if (child.connected && !child.killed) {
      const timer = setTimeout(() => {
        this.#idle.delete(child);
        child.disconnect();
      }, this.#options.idleMillis);
      timer.unref();
      this.#idle.set(child, timer);
    }
    this.#startWaiting();
  }

  #takeIdle(): ChildProcess | null {
    for (const [child, timer] of this.#idle) {
      clearTimeout(timer);
      this.#idle.delete(child);
      if (child.connected) return child;
    }
    return null;
  }
}

/** Sends the task and listens until the answer or the end of the process. */
function converse(child: ChildProcess, task: object, onProgress?: (done: number) => void): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let last: ProcessFailure | null = null;
    const settle = (act: () => void) => {
      child.off("message", listen);
      child.off("exit", onExit);
      child.off("error", onError);
      child.channel?.unref();
      act();
    };
    const onExit = (code: number | null, signal: string | null) =>
      settle(() =>
        reject(
          last
            ? asError(last)
            : new AppError("INTERNAL", `The process that did the work ended (${signal ?? `code ${code}`}).`),
        ),
      );
    const onError = (error: Error) => settle(() => reject(error));
    const listen = (message: FromProcess) => {
      if (message.type === "progress") onProgress?.(message.done);
      else if (message.type === "result") settle(() => resolve(message.result));
      else if (message.type === "failure" && message.failure.fatal) {
        // What it does cannot be stopped otherwise; it is told when nothing of it runs any more.
        last = message.failure;
        child.kill("SIGKILL");
      } else if (message.type === "failure") settle(() => reject(asError(message.failure)));
    };
    child.on("message", listen);
    child.on("exit", onExit);
    child.on("error", onError);
    child.channel?.ref();
    const message: ToProcess<object> = { task };
    child.send(message, (error) => {
      if (error) settle(() => reject(toError(error)));
    });
  });
}

function spawnWorker(worker: URL): ChildProcess {
  const { file, execArgv } = workerEntry(worker);
  const child = fork(file, {
    execArgv: [...execArgv, "--max-old-space-size=512"],
    // It works on strangers' files and queries: it gets none of the server's secrets.
    env: minimalEnvironment(),
    serialization: "advanced",
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  child.unref();
  child.channel?.unref();
  child.on("error", () => {
    // Told to whoever waits for it; without a listener it would end the server.
  });
  try {
    // Requests go before this.
    if (child.pid) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // A system that forbids it is a little slower, not wrong.
  }
  return child;
}

function minimalEnvironment(): NodeJS.ProcessEnv {
  const { PATH, TMPDIR, NODE_ENV } = process.env;
  return { PATH, TMPDIR, NODE_ENV };
}
