import type { LiveRun } from "./live-run";
import type { LiveRuns } from "./live-runs";
import type { RunRecorder } from "./run-recorder";

/** The recorder, which also tells those who watch the run live. */
export function reportToLiveRun(recorder: RunRecorder, live: LiveRun, liveRuns: LiveRuns): RunRecorder {
  return {
    ...recorder,
    startStep(position, rowsIn) {
      recorder.startStep(position, rowsIn);
      live.changed(position);
    },
    progress(position, counts, done) {
      recorder.progress(position, counts, done);
      live.progressed(position, done);
    },
    finishStep(position, counts, cost) {
      recorder.finishStep(position, counts, cost);
      live.changed(position);
    },
    async end(outcome, inline) {
      const status = await recorder.end(outcome, inline);
      live.ended(status);
      liveRuns.end(live);
      return status;
    },
  };
}
