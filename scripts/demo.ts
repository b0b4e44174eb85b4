/**
 * `npm run demo`: starts the built server on this checkout's own `./data`, fills it with real public data through the
 * API like any other client, runs a pipeline on it, and stays up.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openAccount } from "./demo/account";
import { seedDatasets } from "./demo/datasets";
import { followRun } from "./demo/follow-run";
import { seedPipelines } from "./demo/pipelines";

const dataDir = resolve(process.env.DATA_DIR ?? "./data");
mkdirSync(dataDir, { recursive: true });
const port = await freePort(Number(process.env.PORT ?? 3000));
const address = `http://127.0.0.1:${port}`;

const server = spawn(process.execPath, ["dist/server/main.js"], {
  stdio: ["ignore", "inherit", "inherit"],
  env: {
    ...process.env,
    NODE_ENV: "production",
    PORT: String(port),
    DATA_DIR: dataDir,
    GRAPHIQL: "true",
    LOG_LEVEL: process.env.LOG_LEVEL ?? "warn",
  },
});
server.once("exit", (code) => process.exit(code ?? 0));
process.once("exit", () => server.kill("SIGTERM"));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => server.kill(signal));

await ready();
const account = await openAccount(address, dataDir);
console.log("\n── Real data: Vega's public example datasets");
await seedDatasets(account);
console.log("\n── Example pipelines");
const pipelines = await seedPipelines(account);
const first = pipelines[0];
if (first) {
  console.log(`\n── Running "${first.name}"`);
  await followRun(account, first.id);
}
console.log(`
Signalbox is up: ${address}
  sign in as     ${account.name}
  password       ${account.password}   (kept in ${existsSync("data") ? "data" : dataDir}/demo-account.json)
  GraphiQL       ${address}/graphiql
Stop it with Ctrl+C; everything is kept for the next start.`);

async function ready(): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const answer = await fetch(`${address}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await sleep(100);
  }
  throw new Error(`The server did not become ready at ${address}.`);
}

/** The wanted port, or the next free one after it. */
async function freePort(wanted: number): Promise<number> {
  for (let candidate = wanted; candidate < wanted + 100; candidate++) {
    const free = await new Promise<boolean>((done) => {
      const probe = createServer().once("error", () => done(false));
      probe.listen(candidate, "127.0.0.1", () => probe.close(() => done(true)));
    });
    if (free) return candidate;
  }
  throw new Error(`No free port between ${wanted} and ${wanted + 99}.`);
}
