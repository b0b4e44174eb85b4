import { raw, type Sql } from "../core/rowset";

/**
 * A condition on the status of a job that is looked up by its id. Written so that SQLite does not take the index of
 * statuses instead, and walk through all that wait for each row of a bulk write.
 */
export const hasStatus = (status: "waiting" | "running"): Sql =>
  raw(`coalesce("Job"."status", '') = '${status}'`);
