import type { SubjectStore } from "../events/apply-transition";
import { type RunState, runMachine } from "./run-machine";

/** Where runs live, for transitions that come from outside the run's worker. */
export const runStore: SubjectStore<RunState> = {
  async read(tx, id) {
    const run = await tx.client.run.findUnique({
      where: { id },
      select: {
        status: true,
        startedAt: true,
        endedAt: true,
        durationMillis: true,
        errorCode: true,
        error: true,
      },
    });
    return run && { ...run, status: runMachine.parseState(run.status) };
  },
  swap: (tx, id, from, data) => tx.client.run.updateMany({ where: { id, status: from }, data }),
};
