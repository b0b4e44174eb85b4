import { createHash } from "node:crypto";

/** A request that waits, with the keys of its lanes in order. */
export interface Waiter {
  readonly holder: string;
  readonly ticket: number;
  readonly signature: string;
  readonly leaseMs: number | null;
  readonly keys: readonly string[];
}

/** Order of asking, among requests that share a lane. Between others it does not matter, but must be some order. */
export function byTicket(a: Pick<Waiter, "ticket" | "holder">, b: Pick<Waiter, "ticket" | "holder">): number {
  return a.ticket - b.ticket || (a.holder < b.holder ? -1 : a.holder > b.holder ? 1 : 0);
}

/** Names a set of lanes; `keys` are sorted and distinct. */
export function signatureOf(keys: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(keys)).digest("base64url").slice(0, 27);
}
