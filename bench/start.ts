import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startServerProcess } from "../tests/support/server-process";
import type { Report } from "./report";

const rounds = 5;
const idleMs = 5_000;

/** The compiled server with its pages: until /readyz answers, and what it holds when nothing happens. */
export default async function bench(report: Report): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), "signalbox-bench-"));
  try {
    // The first start migrates an empty database; that is measured for itself.
    const first = await start(dataDir);
    report({ name: "start.first", value: first.readyMs, unit: "ms", target: null, better: "lower" });
    const starts: { readyMs: number; megabytes: number; bareMs: number }[] = [];
    for (let round = 0; round < rounds; round++)
      starts.push({ ...(await start(dataDir)), bareMs: await bareNode() });
    report({
      name: "start.ready",
      value: median(starts.map(({ readyMs }) => readyMs)),
      unit: "ms",
      target: 2_000,
      better: "lower",
      reference: { bareNode: median(starts.map(({ bareMs }) => bareMs)) },
    });
    report({
      name: "start.idle",
      value: median(starts.map(({ megabytes }) => megabytes)),
      unit: "MB",
      target: 250,
      better: "lower",
    });
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function start(dataDir: string): Promise<{ readyMs: number; megabytes: number }> {
  const server = await startServerProcess({ DATA_DIR: dataDir, CONSOLE: "true" });
  try {
    await sleep(idleMs);
    return { readyMs: server.readyMs, megabytes: residentMegabytes(server.child.pid ?? 0) };
  } finally {
    await server.end("SIGTERM");
  }
}

function residentMegabytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return (Number(kilobytes) * 1024) / 1e6;
}

/** How long the machine takes to start Node and answer nothing at all. */
function bareNode(): Promise<number> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["-e", ""], { stdio: "ignore" });
    child.once("error", reject);
    child.once("exit", () => resolve(performance.now() - started));
  });
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
