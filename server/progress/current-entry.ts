import type { Entry, EntryKind } from "./entry";
import { FIELD_MASK, KEY_SHIFT, LEASE, PHASE, STATUS } from "./page";
import type { Workbook } from "./workbook";

/** What a key of the dirty log holds now, as an entry that tells of versions `from` to the newest. */
export function currentEntry(workbook: Workbook, key: number, from: number): Entry {
  const row = key >>> KEY_SHIFT;
  const field = key & FIELD_MASK;
  const free = workbook.isFree(row);
  return {
    subject: workbook.subjectAt(row),
    field: workbook.fieldNames[field]!,
    kind: free ? "removed" : kindOf(workbook, row, field),
    epoch: workbook.epoch(row),
    from,
    to: workbook.version(row, field),
    value: free ? null : workbook.read(row, field),
    cause: null,
  };
}

function kindOf(workbook: Workbook, row: number, field: number): EntryKind {
  if (field === PHASE) return "phase";
  if (field === LEASE) return "lease";
  return field === STATUS && workbook.isFinished(row) ? "terminal" : "value";
}
