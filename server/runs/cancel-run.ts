import { recordAudit } from "../accounts/audit/record-audit";
import { actorName, type Context } from "../core/context";
import { AppError } from "../core/errors";
import { applyTransition } from "../events/apply-transition";
import { cancelJob } from "../jobs/cancel-job";
import { endRun } from "./end-run";
import type { RunDeps } from "./run-deps";
import { runEvents } from "./run-events";
import { type RunStatus, runMachine } from "./run-machine";
import { runStore } from "./run-store";

/**
 * Asks a run to stop. One that waits is CANCELLED at once; one that runs is CANCELLING until its worker has stopped,
 * usually within milliseconds. Asking again changes nothing.
 * @throws NOT_FOUND, FORBIDDEN, ILLEGAL_TRANSITION when the run has ended otherwise.
 */
export async function cancelRun(
  deps: RunDeps,
  context: Context,
  { runId }: { runId: string },
): Promise<{ id: string; status: RunStatus }> {
  const { database, access, clock } = deps;
  const found = await database.client.run.findUnique({
    where: { id: runId },
    select: { namespaceId: true, jobId: true },
  });
  await access.requireOn(context, "run:cancel", { thing: "run", id: runId, namespaceId: found?.namespaceId });
  const namespaceId = found!.namespaceId;
  const by = actorName(context.actor);
  const now = clock.now();

  const status = await database.transaction(async (tx) => {
    const run = await runStore.read(tx, runId);
    if (run?.status === "CANCELLING" || run?.status === "CANCELLED") return run.status;
    const job = found!.jobId ? await cancelJob(tx, { jobId: found!.jobId, by, now }) : "ended";
    recordAudit(tx, context, {
      at: now,
      namespaceId,
      action: "run.cancel",
      resource: "run",
      resourceId: runId,
    });
    // A worker may hold the job without having written the run's start yet: then it finds the run ended.
    if (run?.status === "QUEUED") {
      await endRun(tx, { id: runId, outcome: { kind: "cancelled", by }, actor: by, now });
      return "CANCELLED";
    }
    const done = await applyTransition(tx, {
      machine: runMachine,
      store: runStore,
      id: runId,
      name: "requestCancel",
      input: undefined,
      now,
      record: () => ({
        stream: runEvents.stream({ id: runId, namespaceId }),
        events: [{ type: "RunCancelling", payload: { by }, actor: by, at: now }],
      }),
    });
    if (job === "ended") throw new AppError("INTERNAL", `The run "${runId}" is running without a job.`);
    return done.to;
  });
  return { id: runId, status };
}
