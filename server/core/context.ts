/** Who acts. A closed union: a new kind of actor must be considered everywhere it is matched. */
export type Actor =
  | { kind: "user"; userId: string; sessionId: string; instanceAdmin: boolean }
  | { kind: "token"; userId: string; tokenId: string; namespaceId: string | null; scopes: readonly string[] }
  | { kind: "system"; component: string }
  | { kind: "anonymous" };

/** One request, job or page view: who asks, and how to find it again in logs and audit. */
export interface Context {
  readonly actor: Actor;
  readonly requestId: string;
  readonly ip: string | null;
  readonly userAgent: string | null;
}

export const systemContext = (component: string, requestId: string): Context => ({
  actor: { kind: "system", component },
  requestId,
  ip: null,
  userAgent: null,
});

/** A stable name for audit rows and idempotency keys, for example "user:0190…" or "system:scheduler". */
export function actorName(actor: Actor): string {
  switch (actor.kind) {
    case "user":
    case "token":
      return `user:${actor.userId}`;
    case "system":
      return `system:${actor.component}`;
    case "anonymous":
      return "anonymous";
  }
}
