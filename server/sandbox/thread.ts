import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { Worker } from "node:worker_threads";
import { type Problem, toError } from "../core/errors";
import { workerEntry } from "../core/worker-entry";
import type { Outcome } from "./engine";
import { threadStackMb } from "./limits";
import type { FromThread, SeededProgram, ThreadData, ToThread } from "./messages";
import type { SandboxLimits, SandboxLog } from "./sandbox";
import { createWatchdog } from "./watchdog";

/** Why a thread ended in the middle of its work; `place` is the item of the batch it was at. */
export class ThreadStopped extends Error {
  override readonly name = "ThreadStopped";
  constructor(
    readonly why: "silent" | "killed" | "crashed",
    readonly place: number,
    message: string,
  ) {
    super(message);
  }
}

/** A worker thread that holds one program at a time. One request may be in flight. */
export interface SandboxThread {
  readonly alive: boolean;
  /** Rejects with ThreadStopped, as `run` does. */
  load(program: SeededProgram, limits: SandboxLimits, onLogs: OnLogs): Promise<readonly Problem[]>;
  /** What was reported before it rejects with ThreadStopped stands. */
  run(
    items: readonly string[],
    first: number,
    onOutcomes: (outcomes: readonly Outcome[]) => void,
  ): Promise<void>;
  /** Drops the program; the thread may take another one. */
  unload(): void;
  /** Ends the thread at once, whatever it does. */
  kill(): Promise<void>;
}

interface Pending {
  /** Answers whether the last message of the request has come. */
  onMessage(message: FromThread): boolean;
  resolve(): void;
  reject(error: Error): void;
}

export type OnLogs = (logs: readonly SandboxLog[]) => void;

let compiled: Promise<WebAssembly.Module> | null = null;

function compileOnce(): Promise<WebAssembly.Module> {
  const file = createRequire(import.meta.url).resolve("@jitl/quickjs-wasmfile-release-sync/wasm");
  compiled ??= readFile(file).then((bytes) => WebAssembly.compile(bytes));
  return compiled;
}

/** Starts a thread and waits until it can take a program. An idle thread does not keep the process alive. */
export async function startThread(): Promise<SandboxThread> {
  const pulse = new SharedArrayBuffer(8);
  const { file, execArgv } = workerEntry(new URL("./sandbox.worker.ts", import.meta.url));
  const data: ThreadData = { wasmModule: await compileOnce(), pulse };
  const resourceLimits = { stackSizeMb: threadStackMb, maxOldGenerationSizeMb: 256 };
  const worker = new Worker(file, { execArgv, workerData: data, resourceLimits, env: {}, name: "sandbox" });
  const beat = new Int32Array(pulse);
  const watchdog = createWatchdog(beat, () =>
    stop("silent", `took longer than ${silentMs} ms and was stopped`),
  );
  let alive = true;
  let silentMs = 0;
  let onLogs: OnLogs = () => {};
  let pending: Pending | null = null;

  function stop(why: ThreadStopped["why"], message: string): Promise<void> {
    alive = false;
    watchdog.stop();
    pending?.reject(new ThreadStopped(why, Atomics.load(beat, 1), message));
    pending = null;
    return worker.terminate().then(() => {});
  }

  function request(message: ToThread | null, onMessage: (message: FromThread) => boolean): Promise<void> {
    if (!alive) return Promise.reject(new ThreadStopped("killed", 0, "was ended"));
    return new Promise((resolve, reject) => {
      worker.ref();
      watchdog.start(silentMs);
      pending = { onMessage, resolve, reject };
      if (message) worker.postMessage(message);
    });
  }

  worker.on("message", (message: FromThread) => {
    if (message.type !== "ready") onLogs(message.logs);
    if (!pending?.onMessage(message)) return;
    const { resolve } = pending;
    pending = null;
    watchdog.stop();
    worker.unref();
    resolve();
  });
  worker.on("error", (error) => void stop("crashed", `crashed: ${toError(error).message}`));
  worker.on("exit", () => void stop("crashed", "ended unexpectedly"));
  await request(null, (message) => message.type === "ready");

  return {
    get alive() {
      return alive;
    },
    async load(program, limits, logsTo) {
      let problems: readonly Problem[] = [];
      onLogs = logsTo;
      silentMs = limits.itemMs;
      await request({ type: "load", program, limits }, (message) => {
        if (message.type === "loaded") problems = message.problems;
        return true;
      });
      return problems;
    },
    run(items, first, onOutcomes) {
      Atomics.store(beat, 1, 0);
      return request({ type: "run", items, first }, (message) => {
        if (message.type !== "ran") return false;
        onOutcomes(message.outcomes);
        return message.done;
      });
    },
    unload() {
      onLogs = () => {};
      if (alive) worker.postMessage({ type: "unload" } satisfies ToThread);
    },
    kill: () => stop("killed", "was ended"),
  };
}
