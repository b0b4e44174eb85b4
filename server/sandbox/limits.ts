import type { SandboxLimits } from "./sandbox";

export const defaultLimits: SandboxLimits = {
  itemMs: 10_000,
  memoryBytes: 64 << 20,
  resultLength: 4 << 20,
  stoppedItems: 10,
};

/** The engine's own stack, in bytes: deep enough for 2,000 plain calls, shallow enough for the thread's native stack. */
export const stackBytes = 256 << 10;

/** The native stack of a sandbox thread, in megabytes: the engine's parser recurses there. */
export const threadStackMb = 16;

/** How deep a result may nest: what comes after (files, SQL, the browser) walks it recursively. */
export const resultDepth = 100;

/** How long a thread may stay silent beyond an item's time before it is killed, in milliseconds. */
export const graceMs = 1_000;

/** After this long a thread reports what it has so far, in milliseconds: the most work a kill can cost. */
export const sliceMs = 50;

/** Console output kept for one session; the rest is counted. */
export const logLimits = { lines: 1_000, lineLength: 4_096 };

/** Promise callbacks that may run after one item. */
export const pendingJobs = 10_000;

/** What travels to the thread at once: at most this many items, and about this many UTF-16 units of JSON. */
export const batchLimits = { items: 1_000, length: 1 << 20 };

/** Longest time for code to start when it is only checked, in milliseconds. */
export const checkMs = 2_000;
