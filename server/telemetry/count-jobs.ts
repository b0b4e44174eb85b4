import type { Database } from "../core/database";
import { jobsSettled } from "../jobs/job-news";
import type { Metrics } from "./metrics";

/** Counts how starts of jobs ended, by kind; "ready" are those that will be started again. Returns how to stop. */
export function countJobs(database: Database, metrics: Metrics): () => void {
  return database.on(jobsSettled, (settled) => {
    for (const { kind, status } of settled) metrics.jobs.inc({ kind, outcome: status });
  });
}
