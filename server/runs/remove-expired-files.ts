import { rm } from "node:fs/promises";
import type { RunDeps } from "./run-deps";
import { runFolder } from "./run-folder";
import { runLogPath } from "./run-log";

/** Runs whose files are removed in one go. */
const BATCH = 200;

/**
 * Removes log, failed rows and result of runs that ended before `before`; their rows, events and audit stay.
 * Files go first, then the note that they are gone: a crash between the two is made up for by the next call.
 * @returns how many runs lost their files.
 */
export async function removeExpiredFiles(
  deps: Pick<RunDeps, "database" | "clock" | "folder">,
  before: Date,
  signal?: AbortSignal,
): Promise<number> {
  const { database, clock } = deps;
  let removed = 0;
  while (!signal?.aborted) {
    const runs = await database.client.run.findMany({
      where: {
        status: { in: ["SUCCEEDED", "FAILED", "CANCELLED"] },
        endedAt: { lt: before },
        expiredAt: null,
      },
      select: { id: true, namespaceId: true },
      take: BATCH,
    });
    if (runs.length === 0) return removed;
    for (const run of runs) {
      const own = runFolder(deps.folder, run);
      await rm(runLogPath(own), { force: true });
      await rm(own, { recursive: true, force: true });
    }
    const ids = runs.map(({ id }) => id);
    await database.transaction(async (tx) => {
      await tx.client.runOutput.deleteMany({ where: { runId: { in: ids } } });
      await tx.client.run.updateMany({ where: { id: { in: ids } }, data: { expiredAt: clock.now() } });
    });
    removed += runs.length;
  }
  return removed;
}
