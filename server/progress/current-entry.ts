import type { Entry, EntryKind, Value } from "./entry";
import {
  FIELD_MASK,
  HALF,
  KEY_SHIFT,
  LEASE,
  PHASE,
  PROGRESS,
  ROW_MASK,
  ROW_SHIFT,
  STATUS,
  WORD,
} from "./page";
import { subjectOf, type Workbook } from "./workbook";

/**
 * What a key of the dirty log holds now, as an entry that tells of versions `from` to the newest. Made for each key of
 * each batch, so it looks the row's page up once.
 */
export function currentEntry(workbook: Workbook, key: number, from: number): Entry {
  const row = key >>> KEY_SHIFT;
  const field = key & FIELD_MASK;
  const page = workbook.page(row);
  const at = row & ROW_MASK;
  const generation = page.halves[HALF.generation + at]!;
  let kind: EntryKind = "value";
  let value: Value = null;
  if ((generation & 1) === 1) kind = "removed";
  else if (field === PROGRESS) value = page.words[WORD.progress + at]!;
  else {
    value = workbook.read(row, field);
    if (field === PHASE) kind = "phase";
    else if (field === LEASE) kind = "lease";
    else if (field === STATUS && workbook.isFinished(row)) kind = "terminal";
  }
  return {
    subject: subjectOf(row, generation),
    field: workbook.fieldNames[field]!,
    kind,
    epoch: page.halves[HALF.epoch + at]!,
    from,
    to: field <= LEASE ? page.words[WORD.version + (field << ROW_SHIFT) + at]! : workbook.version(row, field),
    value,
    cause: null,
  };
}
