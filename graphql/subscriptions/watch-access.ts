import type { AccessChange } from "../../server/accounts/access";
import type { Clock } from "../../server/core/clock";
import type { GraphQLContext } from "../context";
import type { Connection } from "./connection";

interface WatchAccess {
  readonly clock: Clock;
  readonly connections: () => Iterable<Connection>;
  readonly isAlive: (context: GraphQLContext) => Promise<boolean>;
  readonly onAccessChange: (listener: (change: AccessChange) => void) => () => void;
}

/** Sessions also end by themselves, and other processes change rights without telling this one. */
const intervalMs = 15_000;

/** Looks at a socket's permissions again when they may have changed. @returns the function that stops it. */
export function watchAccess({ clock, connections, isAlive, onAccessChange }: WatchAccess): () => void {
  const deafen = onAccessChange((change) => {
    for (const connection of connections()) {
      if (!mayConcern(change, connection.context)) continue;
      // At once: who was given more must not be the one in whose name a shared execution shows more to the others.
      connection.pause();
      void connection.recheck(isAlive);
    }
  });
  let stopped = false;
  let cancel = () => {};
  const round = async () => {
    // One after the other: there is no hurry, and requests come first.
    for (const connection of [...connections()]) await connection.recheck(isAlive);
    if (!stopped) plan();
  };
  const plan = () => {
    cancel = clock.after(intervalMs, () => void round());
  };
  plan();
  return () => {
    stopped = true;
    deafen();
    cancel();
  };
}

function mayConcern(change: AccessChange, { request: { actor } }: GraphQLContext): boolean {
  if (actor.kind !== "user" && actor.kind !== "token") return false;
  if (change.sessionId) return actor.kind === "user" && actor.sessionId === change.sessionId;
  if (change.tokenId) return actor.kind === "token" && actor.tokenId === change.tokenId;
  return change.userId === undefined || change.userId === actor.userId;
}
