import fc from "fast-check";
import { VirtualClock } from "../../../server/core/virtual-clock";
import type { BatchingSettings } from "../../../server/progress/batching-settings";
import { createProgressTopic, type ProgressTopic } from "../../../server/progress/create-progress-topic";

/** Anything producers may do; `who` picks among the subjects there are. */
export type Step =
  | { do: "add" }
  | { do: "progress" | "set" | "status"; who: number; value: number; priority: number }
  | { do: "phase"; who: number; value: number; healthy: boolean }
  | { do: "lease" | "release" | "finish" | "rollback" | "remove"; who: number }
  | { do: "flush" }
  | { do: "wait"; ms: number };

const who = fc.nat({ max: 5 });
const value = fc.nat({ max: 20 });
const priority = fc.constantFrom(0, 0, 0, 0, 0.9);

export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constant("add" as const) }) },
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constantFrom("progress", "set", "status"), who, value, priority }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("phase" as const), who, value, healthy: fc.boolean() }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom("lease", "release", "finish", "rollback", "remove"), who }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("flush" as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("wait" as const), ms: fc.nat({ max: 25 }) }) },
);

export const batching: fc.Arbitrary<BatchingSettings> = fc.record({
  maxBatchSize: fc.integer({ min: 1, max: 8 }),
  flushInterval: fc.integer({ min: 1, max: 20 }),
  priorityThreshold: fc.constant(0.8),
  capacity: fc.integer({ min: 8, max: 12 }),
});

export const PHASES = ["waiting", "one", "two", "done"];
export const STATUSES = ["open", "slow", "succeeded"];

/** A topic on a virtual clock, and the steps as calls on it. Refusals are answers here, not failures. */
export class Script {
  readonly clock = new VirtualClock();
  readonly live: ProgressTopic;
  readonly subjects: number[] = [];
  #fence = 0;

  constructor(settings: BatchingSettings) {
    this.live = createProgressTopic({
      clock: this.clock,
      phases: PHASES,
      statuses: STATUSES,
      fields: ["rows", "note"],
      batching: settings,
    });
  }

  /** Closes the topic while time goes on; no delivery of a script takes long. */
  async close(): Promise<{ undelivered: number }> {
    let result: { undelivered: number } | null = null;
    const closing = this.live.close(1_000_000).then((value) => {
      result = value;
    });
    for (let round = 0; result === null && round < 1000; round++) await this.clock.advance(20);
    if (result === null) throw new Error("the topic does not come to rest");
    await closing;
    return result;
  }

  async run(next: Step): Promise<void> {
    if (next.do === "wait") return this.clock.advance(next.ms);
    if (next.do === "flush") return this.live.topic.flush();
    if (next.do === "add") {
      this.subjects.push(this.live.add().subject);
      return;
    }
    const subject = this.subjects[next.who % Math.max(1, this.subjects.length)];
    if (subject === undefined) return;
    const { workbook } = this.live.topic;
    const row = workbook.rowOf(subject);
    if (row < 0) return;
    const reporter = this.live.reporter(subject);
    switch (next.do) {
      case "progress":
        reporter.progress(next.value / 20, next.priority);
        return;
      case "set":
        reporter.set(
          next.value % 2 ? "rows" : "note",
          next.value % 2 ? next.value : `note ${next.value}`,
          next.priority,
        );
        return;
      case "status":
        reporter.status(STATUSES[next.value % 2]!, next.priority);
        return;
      // Barriers are not awaited: they may be waiting while the script goes on, as producers are.
      case "phase":
        void reporter.phase(PHASES[next.value % PHASES.length]!, { healthy: next.healthy });
        return;
      case "lease":
        void this.live
          .takeLease({ subject, epoch: reporter.epoch, resource: "db", fence: ++this.#fence })
          .catch(() => {});
        return;
      case "release":
        void this.live.releaseLease({ subject, fence: workbook.fence(row) }).catch(() => {});
        return;
      case "finish":
        void reporter.finish("succeeded");
        return;
      case "rollback":
        void this.live.rollBack(reporter, "unhealthy", workbook.fence(row)).catch(() => {});
        return;
      case "remove":
        void this.live.remove(subject);
    }
  }
}
