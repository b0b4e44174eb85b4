import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { killUnderLoad } from "../tests/support/kill-under-load";
import type { Report } from "./report";

const kills = Number(process.env.SIGNALBOX_KILLS ?? 100);

/** SIGKILL under mixed load, a hundred times; fails when anything acknowledged is lost, a stream has a gap, a run hangs. */
export default async function bench(report: Report): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), "signalbox-bench-"));
  const seed = Number(process.env.SIGNALBOX_SEED ?? Date.now() % 1_000_000);
  console.error(`SIGNALBOX_SEED=${seed}`);
  try {
    const { readyMs, acknowledged } = await killUnderLoad({ kills, seed, dataDir });
    const sorted = [...readyMs].sort((a, b) => a - b);
    const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
    report({
      name: "crashes.survived",
      value: kills,
      unit: "kills",
      target: null,
      better: "higher",
      reference: acknowledged,
    });
    report({
      name: "crashes.ready",
      value: at(0.99),
      unit: "ms",
      target: 3_000,
      better: "lower",
      reference: { median: at(0.5), max: at(1) },
    });
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}
