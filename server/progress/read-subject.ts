import { notFound } from "../core/errors";
import type { Value } from "./entry";
import { HOT_FIELDS, PHASE, PROGRESS, STATUS } from "./page";
import type { ProgressDeps } from "./progress-deps";
import { toFraction } from "./units";

/** A subject as it stands at this moment, published or not. */
export interface SubjectState {
  readonly phase: string;
  readonly status: string;
  /** 0 to 1; of a whole, exactly what its parts add up to. */
  readonly progress: number;
  /** One of the topic's own fields; null where it was never set. */
  field(name: string): Value;
}

/** Reads one subject without following its topic. Throws NOT_FOUND for a removed one. */
export function readSubject({ topic: { workbook } }: ProgressDeps, subject: number): SubjectState {
  const row = workbook.rowOf(subject);
  if (row < 0) throw notFound("subject", String(subject));
  return {
    phase: String(workbook.read(row, PHASE)),
    status: String(workbook.read(row, STATUS)),
    progress: toFraction(Number(workbook.read(row, PROGRESS))),
    field(name) {
      const index = workbook.fieldNames.indexOf(name, HOT_FIELDS.length);
      return index < 0 ? null : workbook.read(row, index);
    },
  };
}
