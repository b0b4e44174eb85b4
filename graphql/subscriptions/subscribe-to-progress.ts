import type { LiveRun } from "../../server/runs/live-run";
import { readRunProgress } from "../../server/runs/read-run-progress";
import { readStepHistory } from "../../server/runs/read-step-history";
import { runEvents } from "../../server/runs/run-events";
import type { RunProgress, StepHistory } from "../../server/runs/run-progress";
import type { Services } from "../services";
import type { LiveSource } from "./live-source";
import { subscribeToLatest } from "./subscribe-to-latest";

type Needed = Pick<Services, "database" | "clock" | "hub" | "pipelines">;

/**
 * How far a run has come, at once and after each change: told by the run itself while it works in this process, by its
 * stored events while it works in another one, and before and after.
 */
export function subscribeToProgress(
  services: Needed,
  { runId, scope }: { readonly runId: string; readonly scope: string },
): LiveSource<RunProgress> {
  const { database, clock, pipelines } = services;
  let history: StepHistory | null = null;
  return subscribeToLatest(clock, {
    key: `run-progress:${runId}`,
    scope,
    async read() {
      history ??= await readStepHistory(database.client, runId);
      return readRunProgress(pipelines, runId, history);
    },
    onChange(listener) {
      const stop = new AbortController();
      void wakeOnChanges(services, runId, listener, stop.signal);
      return () => stop.abort();
    },
  });
}

/** Stored events tell that a run began here, and everything of one that works elsewhere. */
async function wakeOnChanges(
  { hub, pipelines }: Needed,
  runId: string,
  listener: () => void,
  signal: AbortSignal,
): Promise<void> {
  const streamId = runEvents.stream({ id: runId, namespaceId: null }).id;
  const watch = hub.watch(streamId);
  let followed: LiveRun | null = null;
  let unfollow = () => {};
  const follow = () => {
    const live = pipelines.liveRuns.find(runId);
    if (!live || live === followed) return;
    unfollow();
    followed = live;
    unfollow = live.follow(listener);
  };
  const known = () => hub.watched().get(streamId)?.last ?? 0;
  try {
    for (let last = known(); !signal.aborted; last = known()) {
      follow();
      await watch.beyond(last, signal);
      listener();
    }
  } finally {
    unfollow();
    watch.close();
  }
}
