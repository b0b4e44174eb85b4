import type { Transaction } from "../core/database";
import { newId } from "../core/ids";
import type { LaneWish } from "../lanes/lane-change";
import { newJobs } from "./new-jobs";

export interface JobRequest {
  kind: string;
  namespaceId: string | null;
  /** What the job is about, for example a run's id. */
  subjectId: string;
  /** A JSON value that the kind's payload schema accepts. */
  payload: unknown;
  now: Date;
  /** Smaller goes first; 0 unless told otherwise. */
  priority?: number;
  /** Not before this instant; at once unless told otherwise. */
  runAt?: Date;
  /** It starts when it has a place in each of these, and keeps the places until it ends. */
  lanes?: readonly LaneWish[];
}

/**
 * Adds a job as part of `tx`, written together with those of every neighbour in the same commit; the workers of this
 * process are woken after the commit.
 * @returns the job's id.
 */
export function enqueueJob(tx: Transaction, request: JobRequest): string {
  const id = newId();
  tx.later(newJobs, {
    id,
    kind: request.kind,
    namespaceId: request.namespaceId,
    subjectId: request.subjectId,
    payload: JSON.stringify(request.payload ?? null),
    priority: request.priority ?? 0,
    runAt: request.runAt ?? request.now,
    createdAt: request.now,
    lanes: request.lanes ?? [],
  });
  return id;
}
