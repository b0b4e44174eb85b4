import { z } from "zod";
import { actorName, type Context } from "../../core/context";
import { AppError } from "../../core/errors";
import { idempotently } from "../../core/idempotency";
import { newId } from "../../core/ids";
import { lineOfText, parseInput } from "../../core/parse-input";
import type { AccountDeps } from "../account-deps";
import { recordAudit } from "../audit/record-audit";
import { type Permission, permissions } from "../permissions";
import { hashSecret, newSecret } from "../secret-codes";

const schema = z.object({
  name: lineOfText.min(1, "A token needs a name.").max(80, "A name has at most 80 characters."),
  scopes: z
    .array(z.enum(permissions as [Permission, ...Permission[]]))
    .min(1, "Choose what the token may do.")
    .transform((scopes) => permissions.filter((permission) => scopes.includes(permission))),
  expiresInDays: z.int().min(1).max(366, "A token lives at most 366 days.").default(90),
});

export interface CreateTokenInput {
  name: string;
  /** Permissions; what the token can do is never more than its owner's role at that time. */
  scopes: readonly string[];
  expiresInDays?: number | null;
  /** Limits it to one namespace. */
  namespaceId?: string | null;
  idempotencyKey?: string | null;
}

const maxLivingTokens = 100;

/**
 * Makes a personal access token for scripts. The token itself is in this answer only; a repeated call with the same
 * idempotency key answers without it. Only a session can make one: a leaked token cannot make itself successors.
 */
export async function createToken(
  deps: AccountDeps,
  context: Context,
  input: CreateTokenInput,
): Promise<{ tokenId: string; token: string | null }> {
  const { userId } = await deps.access.requireSession(context);
  const namespaceId = input.namespaceId ?? null;
  if (namespaceId) await deps.access.require(context, "namespace:read", namespaceId);
  const { name, scopes, expiresInDays } = parseInput(schema, {
    name: input.name,
    scopes: input.scopes,
    expiresInDays: input.expiresInDays ?? undefined,
  });
  const token = newSecret("sbx");
  const id = newId();
  const asked = { name, scopes, expiresInDays, namespaceId };
  const kept = await deps.database.transaction((tx) => {
    const now = deps.clock.now();
    const call = {
      actor: actorName(context.actor),
      verb: "createToken",
      key: input.idempotencyKey,
      input: asked,
    };
    return idempotently(tx, { ...call, now }, async () => {
      const living = { userId, revokedAt: null, expiresAt: { gt: now } };
      if ((await tx.client.accessToken.count({ where: living })) >= maxLivingTokens)
        throw new AppError("LIMIT_EXCEEDED", `You have ${maxLivingTokens} access tokens; revoke one first.`);
      const expiresAt = new Date(now.getTime() + expiresInDays * 86_400_000);
      await tx.client.accessToken.create({
        data: {
          id,
          userId,
          namespaceId,
          name,
          scopes: JSON.stringify(scopes),
          hash: hashSecret(token),
          hint: token.slice(-4),
          createdAt: now,
          expiresAt,
        },
      });
      recordAudit(tx, context, {
        at: now,
        namespaceId,
        action: "token.create",
        resource: "token",
        resourceId: id,
        after: { ...asked, expiresAt },
        details: { name, scopes, expiresAt },
      });
      return { tokenId: id };
    });
  });
  return { ...kept, token: kept.tokenId === id ? token : null };
}
