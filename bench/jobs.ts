import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measureJobs } from "./job-figures";
import type { Report } from "./report";
import { measureRuns } from "./run-figures";

/** Durable work on SQLite: jobs alone, then whole pipeline runs from the mutation to their end. */
export default async function bench(report: Report): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "signalbox-bench-"));
  try {
    await measureJobs(report, folder);
    await measureRuns(report, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
