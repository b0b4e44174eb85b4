import { isAppError, toError } from "../../core/errors";
import type { FromReader, ReaderFailure, ToReader } from "./import-task";
import { runTask } from "./run-task";

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
  runTask(task, progress).then(
    (result) => send({ type: "result", result }),
    (error: unknown) => send({ type: "failure", failure: asFailure(error) }),
  );
});

// Ctrl-C reaches the whole group of processes; how an import ends is for the server to say.
process.on("SIGINT", () => {});

// Without its server it has no business.
process.on("disconnect", () => process.exit(0));

send({ type: "ready" });

function send(message: FromReader): void {
  process.send?.(message, () => {
    // A server that is gone cannot be told.
  });
}

function asFailure(thrown: unknown): ReaderFailure {
  if (isAppError(thrown)) return { code: thrown.code, message: thrown.message, problems: thrown.problems };
  const error = toError(thrown);
  if (/^Out of Memory/i.test(error.message)) {
    const message =
      "The file needs more memory than an import may use: it has very long rows or very many columns.";
    return { code: "LIMIT_EXCEEDED", message, problems: [] };
  }
  return {
    code: null,
    message: error.message.slice(0, 2_000),
    problems: [],
    stack: error.stack?.slice(0, 4_000),
  };
}
