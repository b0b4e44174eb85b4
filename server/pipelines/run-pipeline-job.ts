import { rm } from "node:fs/promises";
import { AppError, isAppError } from "../core/errors";
import type { JobKind, RunningJob } from "../jobs/job-kind";
import { endRun } from "../runs/end-run";
import { reportToLiveRun } from "../runs/report-to-live-run";
import { runFolder } from "../runs/run-folder";
import { openRunLog, runLogPath } from "../runs/run-log";
import { runMachine } from "../runs/run-machine";
import { createRunRecorder } from "../runs/run-recorder";
import { storeOutput } from "../runs/store-output";
import { endUnfinished } from "./end-unfinished";
import { executePipeline, scratchFolder } from "./execute-pipeline";
import { loadPlan } from "./load-plan";
import { openInputs } from "./open-inputs";
import { openLedger } from "./open-ledger";
import type { PipelineDeps } from "./pipeline-deps";
import { countOf, reportTo } from "./report-to-recorder";
import { runFingerprint, runSeed } from "./run-identity";
import {
  RUN_ACTOR,
  type RunPipelinePayload,
  runPipelineJobKind,
  runPipelinePayload,
} from "./run-pipeline-payload";

/** The job that does the work of a pipeline run. */
export function runPipelineJob(deps: PipelineDeps): JobKind<RunPipelinePayload> {
  return {
    kind: runPipelineJobKind,
    payload: runPipelinePayload,
    maxAttempts: 5,
    backoff: { baseMs: 500, capMs: 60_000 },
    leaseMs: 30_000,
    run: (job) => work(deps, job),
    async onAbandoned(tx, { subjectId, outcome, error }) {
      const why = {
        code: error?.code ?? "INTERNAL",
        message: error?.message ?? "The run's job was given up.",
      };
      const end =
        outcome === "cancelled"
          ? ({ kind: "cancelled", by: null } as const)
          : ({ kind: "failed", error: why } as const);
      await endRun(tx, { id: subjectId, outcome: end, actor: RUN_ACTOR, now: deps.clock.now() });
    },
  };
}

async function work(deps: PipelineDeps, job: RunningJob<RunPipelinePayload>): Promise<void> {
  const { database, clock } = deps;
  const { runId, versionId, digest, inputs } = job.payload;
  if (!job.namespaceId) throw new AppError("INTERNAL", "A run's job belongs to a namespace.");
  const run = { id: runId, namespaceId: job.namespaceId };
  const plan = await loadPlan(deps, { id: versionId, digest }).catch((error: unknown) =>
    failAtOnce(deps, job, error),
  );
  if (!plan) return;
  const ledger = await openLedger(deps, run, plan, job.fence);
  if (runMachine.isTerminal(ledger.status)) return;
  const folder = runFolder(deps.folder, run);
  const log = await openRunLog(runLogPath(folder), clock, { resumed: job.fence > 1 });
  const { liveRuns } = deps;
  const live = liveRuns.begin(ledger, job.signal);
  const recorder = reportToLiveRun(createRunRecorder({ database, clock }, job, ledger, log), live, liveRuns);
  try {
    if (ledger.status === "CANCELLING") throw new AppError("CANCELLED", "The run was cancelled.");
    if (ledger.status === "QUEUED") {
      recorder.start(job.attempt);
      recorder.log("INFO", null, `Started: ${countOf(plan.operations.length, "operation")}.`);
    } else {
      recorder.resume(job.attempt);
      recorder.log("WARN", null, "Resumed: the process that ran this before has ended.");
    }
    const execution = await executePipeline({
      ...reportTo(recorder),
      plan,
      folder,
      attempt: job.fence,
      fingerprint: runFingerprint(digest, inputs),
      seed: runSeed(runId),
      signal: job.signal,
      clock,
      sandbox: deps.sandbox,
      sql: deps.sql,
      inputs: await openInputs(deps, inputs, job.signal),
      boundary() {
        job.boundary();
        recorder.assertWritable();
      },
    });
    const { columns, rows, bytes, inline } = await storeOutput(folder, execution.output, job.signal);
    recorder.log("INFO", null, `Succeeded: ${countOf(rows, "row")} in the result.`);
    await recorder.end(
      { kind: "succeeded", outputColumns: JSON.stringify(columns), outputRows: rows, outputBytes: bytes },
      inline,
    );
    await execution.dispose();
  } catch (error) {
    await endUnfinished({ job, recorder, plan, error });
    await rm(scratchFolder(folder), { recursive: true, force: true });
  } finally {
    liveRuns.end(live);
  }
}

/** A document that no longer parses (its operator is gone after an update) will not parse at the next attempt either. */
async function failAtOnce(
  { clock }: PipelineDeps,
  job: RunningJob<RunPipelinePayload>,
  error: unknown,
): Promise<null> {
  if (!isAppError(error)) throw error;
  const { code, message } = error;
  const outcome = { kind: "failed", error: { code, message } } as const;
  const end = { id: job.payload.runId, outcome, actor: RUN_ACTOR, now: clock.now() };
  await job.complete((tx) => endRun(tx, end), { outcome: "failed", error: { code, message } });
  return null;
}
