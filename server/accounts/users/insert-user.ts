import type { Context } from "../../core/context";
import type { Transaction } from "../../core/database";
import { AppError } from "../../core/errors";
import { newId } from "../../core/ids";
import { recordAudit } from "../audit/record-audit";
import { insertNamespace } from "../namespaces/insert-namespace";
import { freeSlug } from "../namespaces/namespace-slug";
import { loginNameOf } from "./user-name";

/** The lock under which names of users and namespaces are looked up and taken. */
export const accountNames = "account names";

export interface NewUser {
  name: string;
  passwordHash: string;
  instanceAdmin: boolean;
  locale: string;
  /** Whether to make a namespace of the user's own. */
  ownNamespace: boolean;
  now: Date;
}

/** A new user's rows. The caller holds the lock on account names. @throws ALREADY_EXISTS for a taken name */
export async function insertUser(tx: Transaction, context: Context, user: NewUser): Promise<string> {
  const { name, passwordHash, instanceAdmin, locale, now } = user;
  const loginName = loginNameOf(name);
  const taken = await tx.client.user.findUnique({ where: { loginName }, select: { id: true } });
  if (taken) {
    const message = `The user name "${name}" is taken; choose another.`;
    throw new AppError("ALREADY_EXISTS", message, {
      problems: [{ code: "ALREADY_EXISTS", message, path: ["name"] }],
    });
  }
  const { id } = await tx.client.user.create({
    data: {
      id: newId(),
      name,
      loginName,
      passwordHash,
      instanceAdmin,
      locale,
      createdAt: now,
      updatedAt: now,
    },
  });
  recordAudit(tx, context, {
    at: now,
    namespaceId: null,
    action: "user.create",
    resource: "user",
    resourceId: id,
    after: { name, instanceAdmin, locale },
    details: { name, instanceAdmin },
  });
  if (user.ownNamespace) {
    const slug = await freeSlug(tx, name);
    await insertNamespace(tx, context, { name, slug, adminId: id, now });
  }
  return id;
}
