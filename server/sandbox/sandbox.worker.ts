import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { createEngine, type Engine, type EngineOptions, type Outcome } from "./engine";
import { logLimits, sliceMs } from "./limits";
import type { FromThread, ThreadData, ToThread } from "./messages";
import type { SandboxLog } from "./sandbox";

/** A sandbox thread: one program at a time, its engine replaced after each item that had to be stopped. */
const port = parentPort as MessagePort;
const { wasmModule, pulse } = workerData as ThreadData;
const beat = new Int32Array(pulse);

let engine: Engine | null = null;
let options: EngineOptions | null = null;
let logs: SandboxLog[] = [];
let lines = 0;

const send = (message: FromThread) => port.postMessage(message);

function takeLogs(): SandboxLog[] {
  const taken = logs;
  logs = [];
  return taken;
}

function onLog(level: string, text: string): void {
  lines++;
  if (lines > logLimits.lines + 1) return;
  const full = lines > logLimits.lines;
  const shown = full ? `More than ${logLimits.lines} lines were written; the rest is not kept.` : cut(text);
  logs.push({ level: full ? "warn" : (level as SandboxLog["level"]), text: shown });
}

const cut = (text: string) =>
  text.length > logLimits.lineLength ? `${text.slice(0, logLimits.lineLength)}…` : text;

async function load(message: ToThread & { type: "load" }): Promise<void> {
  lines = 0;
  options = { wasmModule, program: message.program, limits: message.limits, onLog };
  engine = await createEngine(options);
  send({ type: "loaded", problems: engine.problems, logs: takeLogs() });
}

async function run({ items, first }: ToThread & { type: "run" }): Promise<void> {
  let outcomes: Outcome[] = [];
  let sliceEnd = performance.now() + sliceMs;
  for (const [place, item] of items.entries()) {
    Atomics.store(beat, 1, place);
    Atomics.add(beat, 0, 1);
    outcomes.push(await runOne(item, first + place));
    if (performance.now() < sliceEnd || place === items.length - 1) continue;
    send({ type: "ran", outcomes, logs: takeLogs(), done: false });
    outcomes = [];
    sliceEnd = performance.now() + sliceMs;
  }
  Atomics.add(beat, 0, 1);
  send({ type: "ran", outcomes, logs: takeLogs(), done: true });
}

async function runOne(item: string, index: number): Promise<Outcome> {
  if (!options) throw new Error("No program is loaded.");
  engine ??= await createEngine(options);
  const [problem] = engine.problems;
  const outcome: Outcome = problem ? { kind: "stopped", reason: problem.message } : engine.run(item, index);
  if (outcome.kind === "stopped") engine = null;
  return outcome;
}

port.on("message", (message: ToThread) => {
  if (message.type === "load") return load(message);
  if (message.type === "run") return run(message);
  engine = null;
  options = null;
});
send({ type: "ready" });
