import type { Problem } from "../core/errors";

/** A person's JavaScript: top-level code that defines a function called `entry`. */
export interface SandboxProgram {
  readonly code: string;
  /** The function that is called for each item, for example "transform". */
  readonly entry: string;
  /** Makes `Math.random` repeatable: the n-th item always sees the same numbers. Without it they differ by run. */
  readonly seed?: number;
}

export interface SandboxLimits {
  /** Longest time for one item (and for the top-level code), in milliseconds. */
  readonly itemMs: number;
  /** How many items may be stopped (time, memory, stack) before the session gives up: code that hangs on each row. */
  readonly stoppedItems: number;
  /** All the memory that the code and its data may take, in bytes. */
  readonly memoryBytes: number;
  /** Longest result of one item, in UTF-16 units of its JSON. */
  readonly resultLength: number;
}

/** What became of one item. `reason` names line and column in the person's code where they are known. */
export type SandboxResult =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reason: string };

/** One line the code wrote with `console`. */
export interface SandboxLog {
  readonly level: "debug" | "info" | "warn" | "error";
  readonly text: string;
}

export interface SandboxOptions {
  readonly signal?: AbortSignal;
  readonly limits?: Partial<SandboxLimits>;
  /** Receives at most a bounded number of lines; the last one says how the rest was dropped. */
  onLog?(line: SandboxLog): void;
}

/** A program that was compiled once, in a worker thread of its own until `close`. */
export interface SandboxSession {
  /**
   * Calls the entry function with each item and answers in the same order. Items and results travel as JSON.
   * Throws CANCELLED when the signal fires, LIMIT_EXCEEDED when too many items had to be stopped.
   */
  call(items: readonly unknown[]): Promise<readonly SandboxResult[]>;
  close(): void;
}

/** Runs JavaScript without host functions, in a thread that can be killed. */
export interface Sandbox {
  /** What is wrong with the program, with line and column; empty when it compiles and defines its entry. */
  check(program: SandboxProgram): Promise<readonly Problem[]>;
  /** Throws BAD_USER_INPUT with the problems when the program cannot start. */
  open(program: SandboxProgram, options?: SandboxOptions): Promise<SandboxSession>;
  /** Ends every worker. Sessions that are still open fail with UNAVAILABLE. */
  close(): Promise<void>;
}
