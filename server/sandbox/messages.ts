import type { Problem } from "../core/errors";
import type { Outcome } from "./engine";
import type { SandboxLimits, SandboxLog, SandboxProgram } from "./sandbox";

/** What a sandbox thread is started with. */
export interface ThreadData {
  /** Compiled once in the process, so that a new instance takes milliseconds and starts with optimised code. */
  readonly wasmModule: WebAssembly.Module;
  /** Two Int32 that the watchdog reads: a counter that moves with each item, and the current item's place in its batch. */
  readonly pulse: SharedArrayBuffer;
}

export type SeededProgram = SandboxProgram & { readonly seed: number };

export type ToThread =
  | { readonly type: "load"; readonly program: SeededProgram; readonly limits: SandboxLimits }
  /** Items as JSON; `first` is the number of the first one in its session. */
  | { readonly type: "run"; readonly items: readonly string[]; readonly first: number }
  | { readonly type: "unload" };

export type FromThread =
  | { readonly type: "ready" }
  | { readonly type: "loaded"; readonly problems: readonly Problem[]; readonly logs: readonly SandboxLog[] }
  /** Outcomes of the next items, in order; a batch may take several messages, and the last one is `done`. */
  | {
      readonly type: "ran";
      readonly outcomes: readonly Outcome[];
      readonly logs: readonly SandboxLog[];
      readonly done: boolean;
    };
