import type { Database, Transaction } from "../core/database";
import type { JobIntake } from "./job-driver";

/**
 * A worker of this process that takes jobs as part of commits that happen anyway: new jobs while it has room, waiting
 * jobs when others end. Each spares a commit of its own.
 */
export interface LocalClaims {
  readonly intake: JobIntake;
  /** How many new jobs may start with their own commit, passing over none that waits. */
  vacancies(): number;
  /** Claims jobs that wait, for the places of `ended` ones whose ends `tx` stores. */
  claimAlong(tx: Transaction, ended: number): Promise<void>;
}

const claims = new WeakMap<object, LocalClaims>();

/**
 * Only on SQLite, where one process commits, one transaction after the other: there the room of a moment lasts to the
 * commit.
 * @returns what withdraws the offer.
 */
export function offerLocalClaims(database: Database, offer: LocalClaims): () => void {
  if (database.provider !== "sqlite") return () => {};
  claims.set(database.origin, offer);
  return () => {
    if (claims.get(database.origin) === offer) claims.delete(database.origin);
  };
}

export function findLocalClaims(tx: Transaction): LocalClaims | null {
  return claims.get(tx.origin) ?? null;
}
