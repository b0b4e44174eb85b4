import { z } from "zod";
import { actorName, type Context } from "../../core/context";
import { idempotently } from "../../core/idempotency";
import { newId } from "../../core/ids";
import { parseInput } from "../../core/parse-input";
import type { AccountDeps } from "../account-deps";
import { recordAudit } from "../audit/record-audit";
import { roles } from "../permissions";
import { hashSecret, newSecret } from "../secret-codes";

const schema = z.object({ role: z.enum(roles) });

/**
 * Makes a single-use code that joins its holder to the namespace. The code is in this answer only; a repeated call
 * with the same idempotency key answers with the invitation and no code.
 */
export async function createInvitation(
  deps: AccountDeps,
  context: Context,
  input: { namespaceId: string; role: string; idempotencyKey?: string | null },
): Promise<{ invitationId: string; code: string | null }> {
  const { namespaceId } = input;
  await deps.access.require(context, "member:manage", namespaceId);
  const { role } = parseInput(schema, { role: input.role });
  const code = newSecret("sbi");
  const id = newId();
  const kept = await deps.database.transaction((tx) => {
    const now = deps.clock.now();
    const actor = actorName(context.actor);
    const call = {
      actor,
      verb: "createInvitation",
      key: input.idempotencyKey,
      input: { namespaceId, role },
      now,
    };
    return idempotently(tx, call, async () => {
      const expiresAt = new Date(now.getTime() + deps.settings.invitationMs);
      await tx.client.invitation.create({
        data: {
          id,
          namespaceId,
          role,
          hash: hashSecret(code),
          createdById: actor,
          createdAt: now,
          expiresAt,
        },
      });
      recordAudit(tx, context, {
        at: now,
        namespaceId,
        action: "invitation.create",
        resource: "invitation",
        resourceId: id,
        after: { namespaceId, role, expiresAt },
        details: { role, expiresAt },
      });
      return { invitationId: id };
    });
  });
  return { ...kept, code: kept.invitationId === id ? code : null };
}
