import { isAppError, toError } from "../../core/errors";
import type { FromReader, ReaderFailure, ToReader } from "./import-task";
import { guardMemory, isOutOfMemory, outOfMemory } from "./memory-guard";
import { runTask } from "./run-task";
import { unreadableFile } from "./unreadable-file";

/**
 * The process that reads people's files. It is a process and not a thread so that it can be killed at any moment,
 * takes its memory with it when it goes, and a fault in the engine cannot take the server along.
 */
process.on("message", ({ task }: ToReader) => {
  let told = 0;
  const progress = (done: number) => {
    if (done - told < 0.01 && done < 1) return;
    told = done;
    send({ type: "progress", done });
  };
  const fail = (error: unknown) => send({ type: "failure", failure: asFailure(error) });
  const release = guardMemory(task.limits.memoryMegabytes, (error) => {
    send({ type: "failure", failure: asFailure(error) }, () => process.exit(0));
  });
  runTask(task, progress)
    .then((result) => send({ type: "result", result }), fail)
    .finally(release);
});

// Ctrl-C reaches the whole group of processes; how an import ends is for the server to say.
process.on("SIGINT", () => {});

// Without its server it has no business.
process.on("disconnect", () => process.exit(0));

send({ type: "ready" });

function send(message: FromReader, then?: () => void): void {
  // A server that is gone cannot be told.
  process.send?.(message, () => then?.());
}

function asFailure(thrown: unknown): ReaderFailure {
  const error = isOutOfMemory(thrown) ? outOfMemory() : (unreadableFile(thrown) ?? thrown);
  if (isAppError(error)) return { code: error.code, message: error.message, problems: error.problems };
  const { message, stack } = toError(error);
  return { code: null, message: message.slice(0, 2_000), problems: [], stack: stack?.slice(0, 4_000) };
}
