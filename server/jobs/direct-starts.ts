import type { Database, Transaction } from "../core/database";
import type { JobIntake } from "./job-driver";

/** A worker of this process that has room and knows of no job that waits. */
interface DirectStart {
  readonly intake: JobIntake;
  /** How many jobs may start now without passing over any that waits. */
  vacancies(): number;
}

const offers = new WeakMap<object, DirectStart>();

/**
 * Lets new jobs be stored as running already, and start with their own commit, without a claim of their own. Only on
 * SQLite, where one process commits at a time: there the vacancies of a moment last to the commit.
 * @returns what withdraws the offer.
 */
export function offerDirectStart(database: Database, offer: DirectStart): () => void {
  if (database.provider !== "sqlite") return () => {};
  offers.set(database.origin, offer);
  return () => {
    if (offers.get(database.origin) === offer) offers.delete(database.origin);
  };
}

export function findDirectStart(tx: Transaction): DirectStart | null {
  return offers.get(tx.origin) ?? null;
}
