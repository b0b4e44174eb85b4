import { join } from "node:path";
import type { DataFolder } from "../core/data-folder";

export interface DatasetKey {
  readonly id: string;
  readonly namespaceId: string;
}

export interface DatasetFiles {
  readonly folder: string;
  /** What was uploaded, byte for byte. */
  readonly raw: string;
  readonly table: string;
  /** Rows that were refused, as NDJSON; absent without any. */
  readonly rejects: string;
  /** Where one start of an import works. */
  scratch(fence: number): string;
}

/** Names of scratch folders, for removing what a crash left. */
export const scratchPrefix = ".import-";

/** A dataset's files. Every name in it is the server's own. */
export function datasetFiles(folder: DataFolder, { id, namespaceId }: DatasetKey): DatasetFiles {
  const own = folder.thing(namespaceId, "datasets", id);
  return {
    folder: own,
    raw: join(own, "raw"),
    table: join(own, "table.parquet"),
    rejects: join(own, "rejects.ndjson"),
    scratch: (fence) => join(own, `${scratchPrefix}${fence}`),
  };
}
