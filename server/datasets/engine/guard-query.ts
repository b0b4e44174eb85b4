import { stat } from "node:fs/promises";
import { AppError } from "../../core/errors";
import type { QueryTask } from "./query-task";

const everyMillis = 100;
/** What the process has beside its engine: Node itself, and what the engine does not count. */
const besideMegabytes = 500;

/**
 * Watches what the engine's own limits do not cover: lists and texts that a query makes as values (`range(1000000000)`)
 * are outside of its memory, the result's file is outside of its disk. Calls `tooMuch` once; the query's process cannot go on then.
 * @returns how to stop watching
 */
export function guardQuery(
  { outputFile, limits }: Pick<QueryTask, "outputFile" | "limits">,
  tooMuch: (error: AppError) => void,
): () => void {
  const started = performance.now();
  const look = async () => {
    const error =
      tooLong(limits.timeoutMs, performance.now() - started) ??
      tooMuchMemory(limits.memoryMegabytes) ??
      (await tooLarge(limits.outputMegabytes, outputFile));
    if (!error || stopped) return;
    stop();
    tooMuch(error);
  };
  let stopped = false;
  const timer = setInterval(look, everyMillis);
  const stop = () => {
    stopped = true;
    clearInterval(timer);
  };
  return stop;
}

function tooLong(most: number, elapsed: number): AppError | null {
  if (elapsed <= most) return null;
  return new AppError("TIMED_OUT", `The query took longer than ${most} ms and was stopped.`);
}

function tooMuchMemory(engineMegabytes: number): AppError | null {
  if (process.memoryUsage.rss() <= (engineMegabytes + besideMegabytes) * 1e6) return null;
  const text = "The query needs more memory or disk than it may use; filter or aggregate earlier.";
  return new AppError("LIMIT_EXCEEDED", text);
}

async function tooLarge(megabytes: number, outputFile: string): Promise<AppError | null> {
  const size = await stat(outputFile).then(
    (file) => file.size,
    () => 0,
  );
  if (size <= megabytes * 1e6) return null;
  return new AppError(
    "LIMIT_EXCEEDED",
    `The query's result is larger than ${megabytes} MB, the most it may be.`,
  );
}
