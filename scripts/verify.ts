/** What every commit must pass, in about a minute and without a server. */
import { spawnSync } from "node:child_process";

const checks: [string, string[]][] = [
  ["Format and lint", ["node_modules/@biomejs/biome/bin/biome", "check", "."]],
  ["Types", ["node_modules/typescript/bin/tsc", "--noEmit"]],
  ["Schema is printed", ["node_modules/tsx/dist/cli.mjs", "scripts/print-schema.ts", "--check"]],
  ["Architecture and fast tests", ["node_modules/vitest/vitest.mjs", "run", "--project", "fast"]],
];

for (const [name, args] of checks) {
  console.log(`\n── ${name}`);
  const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
