import { mkdir } from "node:fs/promises";
import { createDataFolder } from "../core/data-folder";
import type { DatasetDeps } from "./dataset-deps";
import type { ImportPool } from "./engine/import-task";
import { openEngine } from "./engine/open-engine";
import { ProcessPool } from "./engine/process-pool";
import { defaultImportLimits, type ImportLimits } from "./import-limits";

export interface DatasetSettings {
  readonly dataDir: string;
  readonly limits?: Partial<ImportLimits>;
  /** Files read at once, previews included. */
  readonly readers?: number;
}

export interface Datasets extends DatasetDeps {
  /** Kills what is being read and closes the engine. */
  close(): void;
}

/** Builds what the dataset verbs need, once a process. */
export async function openDatasets(
  services: Pick<DatasetDeps, "database" | "clock" | "access" | "logger">,
  { dataDir, limits, readers = 2 }: DatasetSettings,
): Promise<Datasets> {
  const folder = createDataFolder(dataDir);
  await mkdir(folder.namespaces, { recursive: true });
  const reader = await openEngine({ memoryMegabytes: 256, threads: 2, folders: [folder.namespaces] });
  const worker = new URL("./engine/import.worker.ts", import.meta.url);
  const pool: ImportPool = new ProcessPool({ worker, size: readers, idleMillis: 60_000 });
  return {
    ...services,
    folder,
    reader,
    pool,
    limits: { ...defaultImportLimits, ...limits },
    close() {
      pool.close();
      reader.close();
    },
  };
}
