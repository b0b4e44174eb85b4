import { z } from "zod";
import { actorName, type Context } from "../../core/context";
import { AppError } from "../../core/errors";
import { idempotently } from "../../core/idempotency";
import { lockUntilCommit } from "../../core/lock-until-commit";
import { parseInput } from "../../core/parse-input";
import type { AccountDeps } from "../account-deps";
import { accountNames } from "../users/insert-user";
import { insertNamespace } from "./insert-namespace";
import { freeSlug, namespaceName, namespaceSlug } from "./namespace-slug";

const schema = z.object({ name: namespaceName, slug: namespaceSlug.optional() });

/**
 * Makes a namespace with the caller as its admin. Without a slug, one is made from the name.
 * @throws ALREADY_EXISTS for a taken slug, FORBIDDEN where only administrators make namespaces
 */
export async function createNamespace(
  deps: AccountDeps,
  context: Context,
  input: { name: string; slug?: string | null; idempotencyKey?: string | null },
): Promise<{ namespaceId: string }> {
  const { userId } = await deps.access.requireSession(context);
  if (!deps.settings.usersCreateNamespaces) await deps.access.requireInstanceAdmin(context);
  const { name, slug } = parseInput(schema, { name: input.name, slug: input.slug ?? undefined });
  return deps.database.transaction((tx) => {
    const now = deps.clock.now();
    const call = { actor: actorName(context.actor), verb: "createNamespace", key: input.idempotencyKey, now };
    return idempotently(tx, { ...call, input: { name, slug } }, async () => {
      await lockUntilCommit(tx, accountNames);
      const taken = slug && (await tx.client.namespace.findUnique({ where: { slug } }));
      if (taken) throw slugTaken(slug);
      const namespaceId = await insertNamespace(tx, context, {
        name,
        slug: slug ?? (await freeSlug(tx, name)),
        adminId: userId,
        now,
      });
      tx.afterCommit(() => deps.access.changed({ userId, namespaceId }));
      return { namespaceId };
    });
  });
}

export function slugTaken(slug: string): AppError {
  const message = `The short name "${slug}" is taken; choose another.`;
  return new AppError("ALREADY_EXISTS", message, {
    problems: [{ code: "ALREADY_EXISTS", message, path: ["slug"] }],
  });
}
