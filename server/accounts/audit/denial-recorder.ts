import type { Clock } from "../../core/clock";
import { actorName, type Context } from "../../core/context";
import type { Database } from "../../core/database";
import type { AppError } from "../../core/errors";
import { recordAudit } from "./record-audit";

/** The same refusal is noted once in this time: a script in a loop must not fill the table. */
const againAfterMs = 60_000;
const maxRemembered = 10_000;

/** Notes in the audit that a member was refused something their role or token does not reach. */
export function createDenialRecorder(database: Database, clock: Clock) {
  const noted = new Map<string, number>();

  return async (context: Context, refusal: AppError, namespaceId: string): Promise<void> => {
    const permission = String(refusal.details.permission);
    const key = `${actorName(context.actor)} ${permission} ${namespaceId}`;
    const now = clock.monotonic();
    if ((noted.get(key) ?? -Infinity) > now - againAfterMs) return;
    if (noted.size >= maxRemembered) noted.clear();
    noted.set(key, now);
    await database.transaction(async (tx) =>
      recordAudit(tx, context, {
        at: clock.now(),
        namespaceId,
        action: "access.denied",
        resource: "permission",
        resourceId: permission,
        outcome: refusal.code,
        details: { permission, role: refusal.details.role ?? null },
      }),
    );
  };
}
