import { topic } from "../core/announcements";

/** Jobs became ready; the earliest instant at which one of them may run. */
export const jobsReady = topic<Date>("jobs ready");

/** These running jobs were asked to stop. */
export const jobsCancelled = topic<readonly string[]>("jobs cancelled");

/** These starts of jobs are over; "ready" means that the job will be started again. */
export const jobsSettled =
  topic<ReadonlyArray<{ readonly kind: string; readonly status: string }>>("jobs settled");
