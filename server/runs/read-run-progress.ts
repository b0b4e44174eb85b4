import type { ReadClient } from "../core/database";
import { notFound } from "../core/errors";
import { weightedProgress } from "../progress/weighted-progress";
import { ledgerOf, readRunRow } from "./end-run";
import { countsOf, nameOf } from "./ledger-step";
import type { LiveState } from "./live-run";
import type { LiveRuns } from "./live-runs";
import type { RunDeps } from "./run-deps";
import { runEvents } from "./run-events";
import { type RunProgress, type StepHistory, type StepNow, stepProgress, timeLeftOf } from "./run-progress";

/**
 * How far a run has come: live while it works in this process, otherwise as the database has it, which is behind by
 * what its worker has not written yet (a quarter of a second). Whoever calls has checked the permission.
 * @throws NOT_FOUND
 */
export async function readRunProgress(
  { database, clock, liveRuns }: Pick<RunDeps, "database" | "clock"> & { readonly liveRuns: LiveRuns },
  runId: string,
  history: StepHistory,
): Promise<RunProgress> {
  const live = await liveRuns.find(runId)?.read();
  const state = live ?? (await readStored(database.client, runId));
  const timeLeft = timeLeftOf(state.status, state.steps, history, clock.now());
  return { runId, live: Boolean(live), ...state, timeLeft };
}

async function readStored(client: ReadClient, runId: string): Promise<LiveState> {
  const row = await readRunRow(client, runId);
  if (!row) throw notFound("run", runId);
  const { status, steps: stored } = ledgerOf(row, "", () => row.createdAt);
  const last = stored.every((step) => step.status === "PENDING" || step.status === "SUCCEEDED")
    ? null
    : await lastProgress(client, row);
  const steps = stored.map((step): StepNow => {
    const done = last?.position === step.position ? last.done : 0;
    return {
      ...nameOf(step),
      ...countsOf(step),
      status: step.status,
      progress: stepProgress(step.status, done, step.rowsIn),
      startedAt: step.startedAt,
    };
  });
  const parts = steps.map(({ progress }) => ({ weight: 1, progress }));
  return { status, progress: parts.length > 0 ? weightedProgress(parts) : 0, steps };
}

/** What the worker wrote last of an operation that was under way: operations run one after the other, so it is of that one. */
async function lastProgress(client: ReadClient, run: { id: string; namespaceId: string }) {
  const event = await client.event.findFirst({
    where: { streamId: runEvents.stream(run).id, type: "StepProgress" },
    orderBy: { sequence: "desc" },
  });
  return event && (JSON.parse(event.payload) as { position: number; done: number });
}
