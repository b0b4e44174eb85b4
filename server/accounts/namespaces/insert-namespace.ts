import type { Context } from "../../core/context";
import type { Transaction } from "../../core/database";
import { newId } from "../../core/ids";
import { recordAudit } from "../audit/record-audit";

/** A new namespace's rows: itself, and its first admin. The caller has checked the slug under the lock. */
export async function insertNamespace(
  tx: Transaction,
  context: Context,
  input: { name: string; slug: string; adminId: string; now: Date },
): Promise<string> {
  const { name, slug, adminId, now } = input;
  const times = { createdAt: now, updatedAt: now };
  const { id } = await tx.client.namespace.create({ data: { id: newId(), name, slug, ...times } });
  await tx.client.member.create({ data: { namespaceId: id, userId: adminId, role: "admin", ...times } });
  recordAudit(tx, context, {
    at: now,
    namespaceId: id,
    action: "namespace.create",
    resource: "namespace",
    resourceId: id,
    after: { name, slug },
    details: { name, slug, admin: adminId },
  });
  return id;
}
