import type { Clock } from "../core/clock";
import { notFound } from "../core/errors";
import { addSubject } from "./add-subject";
import { Aggregation } from "./aggregation";
import { type BatchingSettings, parseBatchingSettings } from "./batching-settings";
import { DelayMeter } from "./delay-meter";
import { divideSubject } from "./divide-subject";
import type { Value } from "./entry";
import { followUpdates, type ProgressUpdate } from "./follow-updates";
import type { ProgressDeps } from "./progress-deps";
import { ProgressReporter } from "./progress-reporter";
import { type ReleaseLease, releaseLease } from "./release-lease";
import { removeSubject } from "./remove-subject";
import { rollBack } from "./roll-back";
import { type TakeLease, takeLease } from "./take-lease";
import { Topic } from "./topic";
import { Workbook, type WorkbookOptions } from "./workbook";

export interface ProgressTopicOptions extends WorkbookOptions {
  readonly clock: Clock;
  readonly batching?: BatchingSettings;
  readonly delay?: DelayMeter;
}

/** Values of a subject's own fields, told together with its appearance. */
export type Fields = Readonly<Record<string, Value>>;

export interface Part {
  /** Share of the whole, on any scale. */
  readonly weight: number;
  readonly fields?: Fields;
}

/**
 * The live progress of one thing that runs: its subjects (for a run, the run and its steps), who reports, who
 * follows.
 *
 * ```ts
 * const live = createProgressTopic({ clock, phases: ["waiting", "running", "done"], statuses: ["open", "succeeded", "failed"], fields: ["name", "rowsOut"] });
 * const run = live.add({ name: "run" });
 * const [extract, clean] = await live.divide(run, [{ weight: 1, fields: { name: "extract" } }, { weight: 3, fields: { name: "clean" } }]);
 * await extract.phase("running");
 * extract.progress(0.5); // the run is at 0.125
 * for await (const update of live.follow(signal)) send(update.changes); // snapshot, then what changes
 * await live.close();
 * ```
 */
export interface ProgressTopic extends ProgressDeps {
  add(fields?: Fields): ProgressReporter;
  /** See `divideSubject`. `unknown` is the weight of parts that are still to come. */
  divide(whole: ProgressReporter, parts: readonly Part[], unknown?: number): Promise<ProgressReporter[]>;
  /** Speaks for the subject in its present epoch. Throws NOT_FOUND for a removed one. */
  reporter(subject: number): ProgressReporter;
  takeLease(input: TakeLease): Promise<boolean>;
  releaseLease(input: ReleaseLease): Promise<boolean>;
  /** See `rollBack`: answers with who may speak from now on. `fence`: of the newest lease, 0 without one. */
  rollBack(reporter: ProgressReporter, reason: string, fence?: number): Promise<ProgressReporter>;
  remove(subject: number): Promise<boolean>;
  /** Snapshot plus tail, coalesced for a slow reader. One read at a time. */
  follow(signal?: AbortSignal): AsyncIterableIterator<ProgressUpdate>;
  /** See `Topic.close`. */
  close(deadline?: number): Promise<{ undelivered: number }>;
}

/** @throws LIMIT_EXCEEDED for more than 12 fields, 256 phases or 128 statuses. */
export function createProgressTopic(options: ProgressTopicOptions): ProgressTopic {
  const workbook = new Workbook(options);
  const topic = new Topic({
    workbook,
    clock: options.clock,
    batching: options.batching ?? parseBatchingSettings(),
    delay: options.delay ?? new DelayMeter(),
  });
  const deps: ProgressDeps = {
    topic,
    aggregation: new Aggregation(workbook, topic.pending),
    rollbacks: new Map(),
  };

  const reporter = (subject: number) => {
    const row = workbook.rowOf(subject);
    if (row < 0) throw notFound("subject", String(subject));
    return new ProgressReporter(deps, subject, workbook.epoch(row));
  };
  const introduce = (subject: number, fields: Fields = {}) => {
    const speaker = reporter(subject);
    for (const [field, value] of Object.entries(fields)) speaker.set(field, value);
    return speaker;
  };

  return {
    ...deps,
    reporter,
    add: (fields) => introduce(addSubject(deps), fields),
    async divide(whole, parts, unknown) {
      const weights = parts.map((part) => part.weight);
      const subjects = await divideSubject(deps, { subject: whole.subject, weights, unknown });
      return subjects.map((subject, at) => introduce(subject, parts[at]?.fields));
    },
    takeLease: (input) => takeLease(deps, input),
    releaseLease: (input) => releaseLease(deps, input),
    async rollBack({ subject, epoch }, reason, fence = 0) {
      const result = await rollBack(deps, { subject, epoch, fence, reason });
      return new ProgressReporter(deps, subject, result.epoch);
    },
    remove: (subject) => removeSubject(deps, subject),
    follow: (signal) => followUpdates(topic, signal),
    close: (deadline) => topic.close(deadline),
  };
}
