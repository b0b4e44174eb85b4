import type { EngineTask } from "./import-task";
import { guardMemory, isOutOfMemory, outOfMemory } from "./memory-guard";
import { asFailure, type FromProcess, type ToProcess } from "./process-messages";
import { runTask } from "./run-task";
import { unreadableFile } from "./unreadable-file";

/**
 * The process that reads people's files. It is a process and not a thread so that it can be killed at any moment,
 * takes its memory with it when it goes, and a fault in the engine cannot take the server along.
 */
process.on("message", ({ task }: ToProcess<EngineTask>) => {
  let told = 0;
  const progress = (done: number) => {
    if (done - told < 0.01 && done < 1) return;
    told = done;
    send({ type: "progress", done });
  };
  const release = guardMemory(task.limits.memoryMegabytes, (error) =>
    send({ type: "failure", failure: { ...asFailure(error), fatal: true } }),
  );
  runTask(task, progress)
    .finally(release)
    .then(
      (result) => send({ type: "result", result }),
      (error: unknown) => send({ type: "failure", failure: asFailure(readable(error)) }),
    );
});

// Ctrl-C reaches the whole group of processes; how an import ends is for the server to say.
process.on("SIGINT", () => {});

// Without its server it has no business; a statement that runs would keep an orderly exit waiting.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));

send({ type: "ready" });

function send(message: FromProcess): void {
  // A server that is gone cannot be told.
  process.send?.(message, () => {});
}

/** What the engine throws, in words for the person who sent the file. */
const readable = (error: unknown): unknown =>
  isOutOfMemory(error) ? outOfMemory() : (unreadableFile(error) ?? error);
