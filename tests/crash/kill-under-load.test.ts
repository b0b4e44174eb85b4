import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { killUnderLoad } from "../support/kill-under-load";

const kills = 8;
const seed = Number(process.env.SIGNALBOX_SEED ?? Date.now() % 1_000_000);
const dataDir = mkdtempSync(join(tmpdir(), "signalbox-crash-"));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

// The benchmark "crashes" does the same a hundred times.
test(`killed ${kills} times under mixed load (SIGNALBOX_SEED=${seed}): nothing acknowledged is lost, runs go on`, async () => {
  const { acknowledged } = await killUnderLoad({ kills, seed, dataDir });
  expect(acknowledged.runs).toBeGreaterThan(0);
  expect(acknowledged.datasets).toBeGreaterThan(0);
}, 600_000);
