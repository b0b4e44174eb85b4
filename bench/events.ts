import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measureAppends } from "./event-appends";
import { measureDelivery } from "./event-delivery";
import type { Report } from "./report";

/** The event log on SQLite: how fast it is written, and how soon a thousand subscribers know. */
export default async function bench(report: Report): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "signalbox-bench-"));
  try {
    await measureAppends(report, folder);
    await measureDelivery(report, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
