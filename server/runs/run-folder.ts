import type { DataFolder } from "../core/data-folder";

/** Where a run keeps failed rows, a large result and scratch files; made when one of them is needed. */
export const runFolder = (folder: DataFolder, run: { id: string; namespaceId: string }): string =>
  folder.thing(run.namespaceId, "runs", run.id);
