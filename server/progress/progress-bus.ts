import type { Clock } from "../core/clock";
import { AppError } from "../core/errors";
import { createProgressTopic, type ProgressTopic, type ProgressTopicOptions } from "./create-progress-topic";
import { type Delay, DelayMeter } from "./delay-meter";

/** The live topics of this process, by name (for example `run:0190…`), and their common figures. */
export interface ProgressBus {
  /** Opens a topic. Throws ALREADY_EXISTS while one of that name is open. Closing it frees the name. */
  open(name: string, options: Omit<ProgressTopicOptions, "clock" | "delay">): ProgressTopic;
  /** The open topic, or null: what it told of is over, or runs in another process. */
  find(name: string): ProgressTopic | null;
  /** Of fixed cardinality whatever the number of topics. */
  figures(): {
    topics: number;
    bytes: number;
    pending: number;
    accepted: number;
    refused: number;
    delay: Delay;
  };
  /** Closes all, each with the deadline. Later topics are refused with UNAVAILABLE. */
  close(deadline?: number): Promise<{ undelivered: number }>;
}

export function createProgressBus(clock: Clock): ProgressBus {
  const topics = new Map<string, ProgressTopic>();
  const delay = new DelayMeter();
  const past = { accepted: 0, refused: 0 };
  let closed = false;

  function open(name: string, options: Omit<ProgressTopicOptions, "clock" | "delay">): ProgressTopic {
    if (closed) throw new AppError("UNAVAILABLE", "The progress bus is closed.");
    if (topics.has(name)) throw new AppError("ALREADY_EXISTS", `The progress topic "${name}" is open.`);
    const topic = createProgressTopic({ ...options, clock, delay });
    const close = async (deadline?: number) => {
      const result = await topic.close(deadline);
      if (topics.get(name) === opened) {
        topics.delete(name);
        past.accepted += topic.topic.stats.accepted;
        past.refused += topic.topic.stats.refused;
      }
      return result;
    };
    const opened: ProgressTopic = { ...topic, close };
    topics.set(name, opened);
    return opened;
  }

  function figures() {
    const sum = { topics: topics.size, bytes: 0, pending: 0, ...past };
    for (const { topic } of topics.values()) {
      const { pending, accepted, refused } = topic.stats;
      sum.bytes += topic.workbook.bytes();
      sum.pending += pending;
      sum.accepted += accepted;
      sum.refused += refused;
    }
    return { ...sum, delay: delay.read() };
  }

  async function close(deadline?: number) {
    closed = true;
    const results = await Promise.all([...topics.values()].map((topic) => topic.close(deadline)));
    return { undelivered: results.reduce((sum, { undelivered }) => sum + undelivered, 0) };
  }

  return { open, find: (name) => topics.get(name) ?? null, figures, close };
}
