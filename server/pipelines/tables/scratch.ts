import { mkdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";

/** A run's folder for what it needs only while it runs. Made when the first file is asked for. */
export interface Scratch {
  readonly folder: string;
  /** A path inside the folder that nobody else was given. */
  file(extension: string): string;
  /** Removes the folder and everything in it; a missing one is fine. */
  remove(): Promise<void>;
}

/**
 * @param attempt keeps the names of one attempt apart from those that an earlier one left; a first attempt finds
 * nothing there.
 */
export function openScratch(folder: string, attempt: number): Scratch {
  let files = 0;
  return {
    folder,
    file(extension) {
      if (files === 0) mkdirSync(folder, { recursive: true });
      files++;
      return join(folder, `a${attempt}-${files}.${extension}`);
    },
    async remove() {
      if (files > 0 || attempt > 1) await rm(folder, { recursive: true, force: true });
    },
  };
}
