import { guardQuery } from "./guard-query";
import { asFailure, type FromProcess, type ToProcess } from "./process-messages";
import type { QueryTask } from "./query-task";
import { runQuery } from "./run-query";

/**
 * The process that runs people's queries. It is a process and not a part of the server so that a query that is cancelled
 * ends at once whatever it does, and one that takes all memory, or makes the engine fail, takes only itself along.
 */
process.on("message", ({ task }: ToProcess<QueryTask>) => {
  const release = guardQuery(task, (error) =>
    send({ type: "failure", failure: { ...asFailure(error), fatal: true } }),
  );
  runQuery(task)
    .finally(release)
    .then(
      (result) => send({ type: "result", result }),
      (error: unknown) => send({ type: "failure", failure: asFailure(error) }),
    );
});

// Ctrl-C reaches the whole group of processes; how a run ends is for the server to say.
process.on("SIGINT", () => {});

// Without its server it has no business; a query that runs would keep an orderly exit waiting.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));

send({ type: "ready" });

function send(message: FromProcess): void {
  // A server that is gone cannot be told.
  process.send?.(message, () => {});
}
