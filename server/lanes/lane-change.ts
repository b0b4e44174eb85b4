/** A lane that work needs a place in. */
export interface LaneWish {
  readonly key: string;
  /** How many places the lane gets if it does not exist yet; 1 unless told otherwise. Existing lanes keep theirs. */
  readonly capacity?: number;
}

/** Somebody asks for a place in every one of these lanes, all or none. */
export interface NewRequest {
  /** Who: a job's id, or whatever else waits. It may ask again only after a release. */
  readonly holder: string;
  /** At least one; a lane named twice counts once. */
  readonly lanes: readonly LaneWish[];
  /** How long places are held without a renewal, in milliseconds; null: until they are released. */
  readonly leaseMs: number | null;
}

/** Somebody lets go of its places, or of its wait for them. Harmless when it has neither. */
export interface Release {
  readonly holder: string;
  /** Only if it still holds under this fence. */
  readonly fence?: number;
  /** Only if its lease ended before this instant. */
  readonly expiredBy?: Date;
}

/** What happens to lanes in one transaction: releases first, then capacities, then requests in their order. */
export interface LaneChanges {
  readonly now: Date;
  readonly releases?: readonly Release[];
  readonly capacities?: ReadonlyArray<{ readonly key: string; readonly capacity: number }>;
  readonly requests?: readonly NewRequest[];
}

/** Somebody who now holds a place in each lane it asked for. */
export interface Admission {
  readonly holder: string;
  /** Greater than any fence that was ever given for one of its lanes. */
  readonly fence: number;
}

export interface LaneOutcome {
  readonly admitted: readonly Admission[];
  /** Not everybody who may go was looked at: call `settleLanes` soon. */
  readonly unsettled: boolean;
}

/** How much one transaction does. */
export interface LaneLimits {
  /** How many waiting requests are looked at before the rest is left for `settleLanes`. */
  readonly lookAt: number;
  /** How many are read at once from the queue of one lane. */
  readonly readAhead: number;
}

/** Keeps a transaction within some milliseconds. */
export const laneLimits: LaneLimits = { lookAt: 256, readAhead: 128 };
