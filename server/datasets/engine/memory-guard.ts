import { AppError } from "../../core/errors";

const everyMillis = 250;
/** What the process has beside its engine: Node itself, and what the engine does not count. */
const besideMegabytes = 400;

/**
 * Watches this process's memory. DuckDB's limit does not cover everything: the rejects of a text whose rows are nearly
 * all bad are outside of it. Calls `tooMuch` once when twice the engine's limit and some are passed; the process cannot go on then.
 * @returns how to stop watching
 */
export function guardMemory(engineMegabytes: number, tooMuch: (error: AppError) => void): () => void {
  const most = (2 * engineMegabytes + besideMegabytes) * 1e6;
  const timer = setInterval(() => {
    if (process.memoryUsage.rss() <= most) return;
    clearInterval(timer);
    tooMuch(outOfMemory());
  }, everyMillis);
  return () => clearInterval(timer);
}

export const outOfMemory = () =>
  new AppError(
    "LIMIT_EXCEEDED",
    "The file needs more memory than an import may use: it has very long rows, very many columns, or almost no row that could be taken.",
  );

/** Whether the engine says that it has no memory left. */
export const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error && /^Out of Memory/i.test(error.message);
