import { badInput } from "../core/errors";
import { advancePhase } from "./advance-phase";
import type { Value } from "./entry";
import { finishSubject } from "./finish-subject";
import { HOT_FIELDS, STATUS } from "./page";
import type { ProgressDeps } from "./progress-deps";
import { reportProgress } from "./report-progress";
import { toUnits } from "./units";

/**
 * Speaks for one subject in one epoch. After a rollback, a finish or a removal everything it says is refused
 * (false): a late result cannot do harm. Values never wait; barriers wait while too many are pending.
 */
export class ProgressReporter {
  readonly subject: number;
  readonly epoch: number;
  readonly #deps: ProgressDeps;

  constructor(deps: ProgressDeps, subject: number, epoch: number) {
    this.#deps = deps;
    this.subject = subject;
    this.epoch = epoch;
  }

  /** @param fraction 0 to 1; only 1 is complete. A lower one than before is refused. */
  progress(fraction: number, priority = 0): boolean {
    return reportProgress(this.#deps, this.subject, this.epoch, toUnits(fraction), priority);
  }

  /** Sets a status that is not the last. Throws BAD_USER_INPUT for an unknown one. */
  status(name: string, priority = 0): boolean {
    const { topic } = this.#deps;
    return topic.publish(this.subject, this.epoch, STATUS, topic.workbook.statuses.get(name), priority);
  }

  /** Sets one of the topic's own fields; null empties it. Throws BAD_USER_INPUT for an unknown field. */
  set(field: string, value: Value, priority = 0): boolean {
    const { topic } = this.#deps;
    const index = topic.workbook.fieldNames.indexOf(field, HOT_FIELDS.length);
    if (index < 0) throw badInput(`Unknown progress field "${field}".`);
    return topic.publish(this.subject, this.epoch, index, value, priority);
  }

  /** @param options `healthy`: this boundary is what a rollback leads to. */
  phase(phase: string, options: { healthy?: boolean; priority?: number } = {}): Promise<boolean> {
    return advancePhase(this.#deps, { subject: this.subject, epoch: this.epoch, phase, ...options });
  }

  /** The last word about the subject. It does not complete its progress: say so before, if it is so. */
  finish(status: string, priority = 0): Promise<boolean> {
    return finishSubject(this.#deps, { subject: this.subject, epoch: this.epoch, status, priority });
  }
}
