import { execFileSync } from "node:child_process";
import { EventEmitter } from "node:events";
import { createHistogram, type RecordableHistogram } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { systemClock } from "../server/core/clock";
import { parseBatchingSettings } from "../server/progress/batching-settings";
import { createProgressTopic } from "../server/progress/create-progress-topic";
import { PROGRESS } from "../server/progress/page";
import type { Report } from "./report";

const PHASES = ["waiting", "running", "done"];
const STATUSES = ["open", "succeeded", "failed"];
const open = (batching?: Record<string, number>) =>
  createProgressTopic({
    clock: systemClock,
    phases: PHASES,
    statuses: STATUSES,
    batching: parseBatchingSettings(batching),
  });

/** The live primitive: throughput to ten subscribers, delay, memory a subject, cost of an aggregated update. */
export default async function bench(report: Report): Promise<void> {
  await throughput(report);
  await delay(report);
  memory(report);
  aggregation(report);
}

const ROUNDS = 15;

/**
 * Seconds of processor time, of all threads, that `work` takes in the best of several rounds. On an idle machine it
 * is a little more than the wall time (collection runs beside); on a shared one it still says what the work costs.
 */
function best(work: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1e6);
  }
  return least;
}

async function throughput(report: Report): Promise<void> {
  const events = 1_000_000;
  const subjects = 4096;
  const subscribers = 10;
  const live = open();
  const ids = Array.from({ length: subjects }, () => live.topic.workbook.add());
  live.topic.touch(1);
  let seen = 0;
  let checksum = 0;
  for (let at = 0; at < subscribers; at++) {
    live.topic.subscribe((batch) => {
      for (const entry of batch.entries) checksum = (checksum + (entry.value as number)) | 0;
      seen += batch.entries.length;
    });
  }
  // Neighbouring events are of different subjects: none is merged, each is delivered to all ten.
  const seconds = best(() => {
    for (let at = 0; at < events; at++)
      live.topic.publish(ids[at & (subjects - 1)]!, 1, PROGRESS, at & 0xfffff);
    live.topic.flush();
  });
  const merged = ROUNDS * events * subscribers - seen;
  if (merged !== 0 || checksum === 0) throw new Error(`${merged} deliveries were merged or lost`);
  report({
    name: "progress.events to 10 subscribers",
    value: events / seconds,
    unit: "events/s",
    target: 5_000_000,
    better: "higher",
    reference: { "EventEmitter, one at a time": events / emitterSeconds(events, subjects, subscribers) },
  });
  await live.close();
}

function emitterSeconds(events: number, subjects: number, subscribers: number): number {
  const emitter = new EventEmitter();
  emitter.setMaxListeners(subscribers);
  let checksum = 0;
  for (let at = 0; at < subscribers; at++) {
    emitter.on("progress", (event: { subject: number; value: number }) => {
      checksum = (checksum + event.value) | 0;
    });
  }
  const seconds = best(() => {
    for (let at = 0; at < events; at++)
      emitter.emit("progress", { subject: at & (subjects - 1), value: at & 0xfffff });
  });
  if (checksum === 0) throw new Error("nothing was emitted");
  return seconds;
}

/** 500 subjects, 20,000 updates a second, five times for a second: each update's way to a subscriber counts. */
async function delay(report: Report): Promise<void> {
  const runs: Delays[] = [];
  for (let run = 0; run < 5; run++) runs.push(await delays(1000));
  const [best, , , , worst] = runs.sort((a, b) => a.events.percentile(99) - b.events.percentile(99));
  report({
    name: "progress.delay p99 at a 10 ms flush, 500 subjects, 20k updates/s, best of five runs",
    value: best!.events.percentile(99) / 1000,
    unit: "ms",
    target: 12,
    better: "lower",
    reference: {
      "a bare 10 ms timer beside it, p99": best!.timer.percentile(99) / 1000,
      p50: best!.events.percentile(50) / 1000,
      "worst run, p99": worst!.events.percentile(99) / 1000,
      "worst run, timer p99": worst!.timer.percentile(99) / 1000,
    },
  });
}

/** In microseconds: what events took, and what a plain timer took in the same loop, which is the machine's share. */
interface Delays {
  readonly events: RecordableHistogram;
  readonly timer: RecordableHistogram;
}

async function delays(milliseconds: number): Promise<Delays> {
  const live = open();
  const subjects = Array.from({ length: 500 }, () => live.add().subject);
  const publishedAt = new Float64Array(subjects.length);
  const events = createHistogram();
  const timer = createHistogram();
  let armed = performance.now();
  const ring = () => {
    timer.record(Math.max(1, Math.round((performance.now() - armed) * 1000)));
    armed = performance.now();
    alarm = setTimeout(ring, 10);
  };
  let alarm = setTimeout(ring, 10);
  live.topic.subscribe(({ entries }) => {
    const now = performance.now();
    for (const { subject } of entries) {
      if (publishedAt[subject]! > 0)
        events.record(Math.max(1, Math.round((now - publishedAt[subject]!) * 1000)));
      publishedAt[subject] = 0;
    }
  });
  const start = performance.now();
  let published = 0;
  while (performance.now() - start < milliseconds) {
    const due = Math.floor((performance.now() - start) * 20);
    for (; published < due; published++) {
      const subject = subjects[(published * 7919) % subjects.length]!;
      // What is merged keeps the time at which its key was first queued.
      publishedAt[subject] ||= performance.now();
      live.topic.publish(subject, 1, PROGRESS, published & 0xfffff);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  clearTimeout(alarm);
  await live.close();
  return { events, timer };
}

/** Each layout in a process of its own, so that nothing else is in its heap. */
function memory(report: Report): void {
  const file = fileURLToPath(new URL("./progress-memory.ts", import.meta.url));
  const bytesOf = (layout: string) =>
    Number(
      execFileSync(process.execPath, ["--expose-gc", "--import", "tsx", file, layout], { encoding: "utf8" }),
    );
  report({
    name: "progress.memory at 1M subjects, a change of each pending",
    value: bytesOf("workbook"),
    unit: "bytes/subject",
    target: 56,
    better: "lower",
    reference: {
      "as the workbook counts itself": bytesOf("counted"),
      "dense objects": bytesOf("objects"),
      Map: bytesOf("map"),
    },
  });
}

/** 100 users of 100 tasks under one root: a task's update climbs to its user and the root. */
function aggregation(report: Report): void {
  const users = 100;
  const tasks = 100;
  const updates = 1_000_000;
  const live = open({ "max-batch-size": 1_000_000, capacity: 1_000_000 });
  const { workbook } = live.topic;
  const add = () => workbook.rowOf(workbook.add());
  const root = add();
  const userRows = live.aggregation.divide(
    root,
    Array.from({ length: users }, (_, at) => at + 1),
    0,
    add,
  );
  const weights = Array.from({ length: tasks }, (_, at) => 1 + (at % 7));
  const taskRows = userRows.flatMap((user) => live.aggregation.divide(user, weights, 0, add));
  const ids = taskRows.map((row) => workbook.subjectAt(row));
  let units = 0;
  const seconds = best(() => {
    for (let at = 0; at < updates; at++) {
      if (at % ids.length === 0) units += 200;
      live.aggregation.report(ids[(at * 7919) % ids.length]!, units);
    }
  });
  if (workbook.progress(root) !== live.aggregation.recompute(root))
    throw new Error("differs from a recompute");
  const sample = 100;
  const recompute = best(() => {
    for (let at = 0; at < sample; at++) live.aggregation.recompute(root);
  });
  report({
    name: "progress.aggregation of one update, three levels, 10,000 leaves",
    value: (seconds * 1e9) / updates,
    unit: "ns",
    target: 150,
    better: "lower",
    reference: { recompute: (recompute * 1e9) / sample },
  });
}
