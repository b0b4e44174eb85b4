import type { Batch, Entry } from "./entry";
import { follow } from "./follow";
import { HOT_FIELDS, PROGRESS } from "./page";
import type { Topic } from "./topic";
import { toFraction } from "./units";

/** An entry as people read it: progress as a fraction, and which subject it is a part of. */
export interface ProgressChange extends Entry {
  readonly parent: number | null;
}

export interface ProgressUpdate {
  /** The batches it stands for; `snapshot` for the first, which stands for all before. */
  readonly first: number;
  readonly number: number;
  readonly snapshot: boolean;
  /** Another piece of the same cut follows. */
  readonly more: boolean;
  readonly changes: readonly ProgressChange[];
}

/** `follow` in the terms of a console: snapshot, then changes. */
export function followUpdates(topic: Topic, signal?: AbortSignal): AsyncIterableIterator<ProgressUpdate> {
  const batches = follow(topic, signal);
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      const result = await batches.next();
      return result.done ? result : { value: toUpdate(topic, result.value), done: false };
    },
    async return() {
      await batches.return?.();
      return { value: undefined, done: true };
    },
  };
}

const toUpdate = (topic: Topic, batch: Batch): ProgressUpdate => ({
  first: batch.first,
  number: batch.number,
  snapshot: batch.first === 0,
  more: batch.more,
  changes: batch.entries.map((entry) => toChange(topic, entry)),
});

function toChange({ workbook }: Topic, entry: Entry): ProgressChange {
  const row = workbook.rowOf(entry.subject);
  const parent = row < 0 ? -1 : workbook.parent(row);
  const isProgress = entry.field === HOT_FIELDS[PROGRESS];
  return {
    ...entry,
    value: isProgress && typeof entry.value === "number" ? toFraction(entry.value) : entry.value,
    parent: parent < 0 ? null : workbook.subjectAt(parent),
  };
}
