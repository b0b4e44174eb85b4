import { recordAudit } from "../accounts/audit/record-audit";
import { actorName, type Context } from "../core/context";
import type { Transaction } from "../core/database";
import { newId } from "../core/ids";
import { enqueueJob } from "../jobs/enqueue-job";
import { type NewRunInput, type NewRunStep, newRuns } from "./new-runs";
import { runEvents } from "./run-events";

export interface QueueRun {
  readonly namespaceId: string;
  /** "pipeline"; later also "scenario". */
  readonly kind: string;
  readonly trigger: "manual" | "rerun" | "schedule" | "api";
  readonly pipelineId: string | null;
  readonly pipelineVersionId: string | null;
  readonly rerunOfId: string | null;
  readonly steps: readonly NewRunStep[];
  readonly inputs: readonly NewRunInput[];
  /** The kind of job that does the work, and what it is told besides the run's id. */
  readonly job: { readonly kind: string; readonly payload: Readonly<Record<string, unknown>> };
  readonly now: Date;
}

/** Creates a run and its job as part of `tx`, all in bulk writes. The caller has checked permission and inputs. */
export function queueRun(tx: Transaction, context: Context, run: QueueRun): { runId: string; jobId: string } {
  const runId = newId();
  const { namespaceId, kind, trigger, pipelineId, pipelineVersionId, rerunOfId, steps, inputs, now } = run;
  const actor = actorName(context.actor);
  const jobId = enqueueJob(tx, {
    kind: run.job.kind,
    namespaceId,
    subjectId: runId,
    payload: { ...run.job.payload, runId },
    now,
  });
  const createdById = "userId" in context.actor ? context.actor.userId : null;
  tx.later(newRuns, {
    id: runId,
    namespaceId,
    kind,
    pipelineId,
    pipelineVersionId,
    trigger,
    jobId,
    rerunOfId,
    createdById,
    createdAt: now,
    steps,
    inputs,
  });
  const shownInputs = inputs.map(({ name, datasetId }) => ({ name, datasetId }));
  const created = {
    kind,
    trigger,
    pipelineId,
    pipelineVersionId,
    rerunOfId,
    inputs: shownInputs,
    steps: [...steps],
  };
  runEvents.append(
    tx,
    { id: runId, namespaceId },
    { type: "RunCreated", payload: created, actor, at: now },
    { type: "RunQueued", payload: { jobId }, actor, at: now },
  );
  recordAudit(tx, context, {
    at: now,
    namespaceId,
    action: "run.create",
    resource: "run",
    resourceId: runId,
    details: { trigger, pipelineId, pipelineVersionId, inputs: shownInputs },
  });
  return { runId, jobId };
}
