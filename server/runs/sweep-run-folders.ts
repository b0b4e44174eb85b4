import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { isUuid } from "../core/data-folder";
import type { RunDeps } from "./run-deps";

const BATCH = 200;

/**
 * Removes what no run claims: scratch folders of runs that have ended (a process died between a run's end and its
 * tidying), and files whose run is gone. May run beside working runs: what is theirs is left alone.
 * @returns how many folders and logs were removed.
 */
export async function sweepRunFolders({
  database,
  folder,
}: Pick<RunDeps, "database" | "folder">): Promise<number> {
  let swept = 0;
  for (const namespaceId of await entries(folder.namespaces)) {
    if (!isUuid(namespaceId)) continue;
    const root = folder.collection(namespaceId, "runs");
    const names = await entries(root);
    for (let from = 0; from < names.length; from += BATCH) {
      const batch = names.slice(from, from + BATCH);
      const ids = batch.map((name) => name.replace(/\.log$/, ""));
      const runs = await database.client.run.findMany({
        where: { id: { in: ids } },
        select: { id: true, endedAt: true },
      });
      const endedAt = new Map(runs.map((run) => [run.id, run.endedAt]));
      for (const [index, name] of batch.entries()) {
        const ended = endedAt.get(ids[index]!);
        if (ended === null) continue;
        const path = join(root, name);
        const doomed = ended === undefined ? path : join(path, "scratch");
        if (ended !== undefined && (name.endsWith(".log") || !(await entries(path)).includes("scratch")))
          continue;
        await rm(doomed, { recursive: true, force: true });
        swept++;
      }
    }
  }
  return swept;
}

const entries = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);
