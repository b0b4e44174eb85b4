/** Every test: Vitest (pure, database, API), then the journeys in a real browser. Ends with one summary line. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "signalbox-results-"));
const vitestReport = join(folder, "vitest.json");
const playwrightReport = join(folder, "playwright.json");

const vitest = run([
  "node_modules/vitest/vitest.mjs",
  "run",
  "--reporter=default",
  "--reporter=json",
  `--outputFile.json=${vitestReport}`,
]);
const playwright = run(["node_modules/@playwright/test/cli.js", "test"], {
  PLAYWRIGHT_JSON_OUTPUT_NAME: playwrightReport,
});

const unit = existsSync(vitestReport)
  ? (JSON.parse(readFileSync(vitestReport, "utf8")) as { numPassedTests: number; numFailedTests: number })
  : null;
const journeys = existsSync(playwrightReport)
  ? (JSON.parse(readFileSync(playwrightReport, "utf8")) as {
      stats: { expected: number; unexpected: number; flaky: number };
    })
  : null;
rmSync(folder, { recursive: true, force: true });
const passed = (unit?.numPassedTests ?? 0) + (journeys?.stats.expected ?? 0) + (journeys?.stats.flaky ?? 0);
const failed = (unit?.numFailedTests ?? 0) + (journeys?.stats.unexpected ?? 0);
console.log(`\n${passed} passed, ${failed} failed`);
// A runner that died before its report has failed too, whatever it counted.
process.exit(vitest === 0 && playwright === 0 && unit && journeys ? 0 : 1);

function run(args: string[], env: Record<string, string> = {}): number {
  return spawnSync(process.execPath, args, { stdio: "inherit", env: { ...process.env, ...env } }).status ?? 1;
}
