import { z } from "zod";
import type { Context } from "../../core/context";
import { notFound } from "../../core/errors";
import { lockUntilCommit } from "../../core/lock-until-commit";
import { parseInput } from "../../core/parse-input";
import type { AccountDeps } from "../account-deps";
import { recordAudit } from "../audit/record-audit";
import { accountNames } from "../users/insert-user";
import { slugTaken } from "./create-namespace";
import { namespaceName, namespaceSlug } from "./namespace-slug";

const schema = z.object({ name: namespaceName.optional(), slug: namespaceSlug.optional() });

/** Changes a namespace's name, its short name, or both. @throws ALREADY_EXISTS, NOT_FOUND, FORBIDDEN */
export async function renameNamespace(
  deps: AccountDeps,
  context: Context,
  input: { namespaceId: string; name?: string | null; slug?: string | null },
): Promise<void> {
  const { namespaceId } = input;
  await deps.access.require(context, "namespace:manage", namespaceId);
  const { name, slug } = parseInput(schema, { name: input.name ?? undefined, slug: input.slug ?? undefined });
  await deps.database.transaction(async (tx) => {
    await lockUntilCommit(tx, accountNames);
    const before = await tx.client.namespace.findUnique({ where: { id: namespaceId } });
    if (!before) throw notFound("namespace", namespaceId);
    if (slug && slug !== before.slug && (await tx.client.namespace.findUnique({ where: { slug } })))
      throw slugTaken(slug);
    const now = deps.clock.now();
    const after = await tx.client.namespace.update({
      where: { id: namespaceId },
      data: { name, slug, updatedAt: now },
    });
    recordAudit(tx, context, {
      at: now,
      namespaceId,
      action: "namespace.update",
      resource: "namespace",
      resourceId: namespaceId,
      before: { name: before.name, slug: before.slug },
      after: { name: after.name, slug: after.slug },
      details: { from: before.name, to: after.name, slug: after.slug },
    });
  });
}
