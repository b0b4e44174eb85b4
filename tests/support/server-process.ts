import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "./free-port";

const compiled = resolve(import.meta.dirname, "../../dist/server/main.js");

export interface ServerProcess {
  readonly address: string;
  readonly child: ChildProcess;
  /** From the start of the process to the first answer of /readyz, in milliseconds. */
  readonly readyMs: number;
  /** What it wrote to standard error so far. */
  log(): string;
  /** Sends the signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<void>;
}

/** Starts the compiled server as a process of its own, as `npm start` does, and waits until it is ready. */
export async function startServerProcess(env: Record<string, string>): Promise<ServerProcess> {
  if (!existsSync(compiled))
    throw new Error("There is no compiled server: run `npm run build -- server` first.");
  const port = await freePort();
  const started = performance.now();
  const child = spawn(process.execPath, [compiled], {
    stdio: ["ignore", "ignore", "pipe"],
    env: {
      ...process.env,
      NODE_ENV: "production",
      CONSOLE: "false",
      LOG_LEVEL: "warn",
      ...env,
      PORT: String(port),
    },
  });
  let log = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-100_000);
  });
  const ended = new Promise<void>((done) => child.once("exit", () => done()));
  const address = `http://127.0.0.1:${port}`;
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await ended;
  };
  for (;;) {
    const answer = await fetch(`${address}/readyz`).catch(() => null);
    if (answer?.ok) break;
    if (child.exitCode !== null) throw new Error(`The server ended with code ${child.exitCode}:\n${log}`);
    if (performance.now() - started > 60_000) {
      await end("SIGKILL");
      throw new Error(`The server did not become ready within a minute:\n${log}`);
    }
    await sleep(10);
  }
  return { address, child, readyMs: performance.now() - started, log: () => log, end };
}
