/** What a field holds: progress in units of 1/2²⁰, a name for phase, status and lease, anything for the others. */
export type Value = number | string | null;

/**
 * `value` entries may be merged with later ones of their key. All others are barriers: never merged in a batch,
 * and nothing of their subject is merged or moved across them.
 */
export type EntryKind = "value" | BarrierKind;
export type BarrierKind = "phase" | "lease" | "rollback" | "rebase" | "terminal" | "removed";

/** Why a subject began a new epoch by a rollback. */
export interface RollbackCause {
  readonly reason: string;
  readonly fence: number;
  readonly from: { readonly epoch: number; readonly phase: string; readonly progress: number };
  readonly to: { readonly epoch: number; readonly phase: string; readonly progress: number };
}

/**
 * One field of one subject, at its newest value. `[from, to]` are the versions it stands for; successive entries
 * of one subject and field tile: `from` is the previous `to` + 1. An entry for a subject not seen before
 * introduces it; what it was not told of is at its first phase, its first status, no progress, nothing else. One
 * whose row (the low 32 bits of `subject`) is known under another subject replaces that.
 */
export interface Entry {
  readonly subject: number;
  readonly field: string;
  readonly kind: EntryKind;
  readonly epoch: number;
  readonly from: number;
  readonly to: number;
  readonly value: Value;
  readonly cause: RollbackCause | null;
}

/**
 * One delivery. `first` to `number` are the batches it stands for: equal for a subscriber that keeps up, a range
 * for one that was slow, `first` = 0 for the snapshot a late joiner starts from. A batch is an atomic cut of the
 * topic's state; a very large one comes in pieces, all but the last with `more`.
 */
export interface Batch {
  readonly first: number;
  readonly number: number;
  readonly entries: readonly Entry[];
  readonly more: boolean;
}
