import type { Dirent } from "node:fs";
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { isUuid } from "../core/data-folder";
import type { DatasetDeps } from "./dataset-deps";
import { scratchPrefix } from "./dataset-files";

const hour = 3_600_000;
/** Longer than any upload or transaction that may still give a folder its row. */
const orphanAge = hour;
/** How long somebody may look at a preview before they import. */
const uploadAge = 24 * hour;

export interface SweepReport {
  /** Removed folders, relative to the data folder; with a dry run, those that would be. */
  readonly removed: readonly string[];
}

/**
 * Removes what a crash or a change of mind left on the disk: folders of datasets without a row, scratch of imports that
 * do not run, uploads older than a day. Folders are listed before rows are read, what is young is left alone, and no
 * link is followed.
 */
export async function sweepDatasets(
  deps: Pick<DatasetDeps, "database" | "folder" | "clock">,
  { dryRun = false }: { dryRun?: boolean } = {},
): Promise<SweepReport> {
  const now = deps.clock.now().getTime();
  const removed: string[] = [];
  const remove = async (path: string) => {
    removed.push(path.slice(deps.folder.root.length + 1));
    if (!dryRun) await rm(path, { recursive: true, force: true });
  };
  for (const namespaceId of await foldersIn(deps.folder.namespaces)) {
    const uploads = deps.folder.collection(namespaceId, "uploads");
    for (const id of await foldersIn(uploads)) {
      if (now - (await newestChange(join(uploads, id))) > uploadAge) await remove(join(uploads, id));
    }
    const datasets = deps.folder.collection(namespaceId, "datasets");
    const found = await foldersIn(datasets);
    const rows = await deps.database.client.dataset.findMany({
      where: { namespaceId },
      select: { id: true, status: true },
    });
    const statuses = new Map(rows.map(({ id, status }) => [id, status]));
    for (const id of found) {
      const folder = join(datasets, id);
      const status = statuses.get(id);
      if (status === undefined) {
        if (now - (await newestChange(folder)) > orphanAge) await remove(folder);
      } else if (status !== "IMPORTING") {
        for (const name of await scratchIn(folder)) {
          if (now - (await newestChange(join(folder, name))) > orphanAge) await remove(join(folder, name));
        }
      }
    }
  }
  return { removed };
}

/** Folders that are named by an id; a link is none. */
async function foldersIn(path: string): Promise<string[]> {
  return (await entriesOf(path))
    .filter((entry) => entry.isDirectory() && isUuid(entry.name))
    .map(({ name }) => name);
}

async function scratchIn(path: string): Promise<string[]> {
  return (await entriesOf(path))
    .filter((entry) => entry.isDirectory() && entry.name.startsWith(scratchPrefix))
    .map(({ name }) => name);
}

const entriesOf = (path: string): Promise<Dirent[]> => readdir(path, { withFileTypes: true }).catch(() => []);

/** When the folder or anything directly in it was last changed, in milliseconds since the epoch. */
async function newestChange(folder: string): Promise<number> {
  const paths = [folder, ...(await entriesOf(folder)).map(({ name }) => join(folder, name))];
  const times = await Promise.all(
    paths.map((path) =>
      stat(path).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    ),
  );
  return Math.max(...times);
}
