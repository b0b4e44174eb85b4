import type { BulkWrite } from "../core/database";
import { rows, sql } from "../core/rowset";
import type { JobFence } from "./fence-checks";
import { hasStatus } from "./has-status";
import { staleFence } from "./stale-fence";

export interface Checkpoint extends JobFence {
  /** JSON. */
  readonly checkpoint: string;
}

/** Stores the checkpoints of a commit in one statement; of several of one job the last one stands. */
export const checkpoints: BulkWrite<Checkpoint> = {
  name: "job checkpoints",
  async write(tx, saved) {
    const last = [...new Map(saved.map((row) => [row.id, { ...row }])).values()];
    const columns = { id: "text", fence: "int", checkpoint: "text" } as const;
    const changed = await tx.client.$executeRaw(sql`
      UPDATE "Job" SET "checkpoint" = r."checkpoint" FROM ${rows(tx.provider, columns, last)}
      WHERE "Job"."id" = r."id" AND "Job"."fence" = r."fence" AND ${hasStatus("running")}`);
    if (changed !== last.length) throw staleFence(last.map(({ id }) => id));
  },
};
