/** Starts the built server on a data folder of its own, which is new each time: `node tests/support/e2e-server.mjs PORT`. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "signalbox-e2e-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));

Object.assign(process.env, {
  NODE_ENV: "production",
  PORT: process.argv[2],
  DATA_DIR: folder,
  GRAPHIQL: "true",
  REGISTRATION: "open",
  LOG_LEVEL: process.env.LOG_LEVEL ?? "warn",
});
delete process.env.DATABASE_URL;
await import("../../dist/server/main.js");
