import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { Transaction } from "../../core/database";
import { lineOfText } from "../../core/parse-input";

/** Addresses of the console that a namespace must not take. */
const reserved = new Set(
  "api graphql graphiql sign-in sign-out register uploads downloads metrics healthz readyz settings admin new me".split(
    " ",
  ),
);

/** A namespace's short name in addresses. */
export const namespaceSlug = z
  .string()
  .min(2, "A short name has at least 2 characters.")
  .max(40, "A short name has at most 40 characters.")
  .regex(
    /^[a-z0-9]+(-[a-z0-9]+)*$/,
    "A short name holds lower-case letters, digits and single dashes between them.",
  )
  .refine((slug) => !reserved.has(slug), "This short name is kept for the console itself.");

export const namespaceName = lineOfText
  .min(1, "A namespace needs a name.")
  .max(80, "A name has at most 80 characters.");

/** A free short name that resembles `name`; call it under the lock on account names. */
export async function freeSlug(tx: Transaction, name: string): Promise<string> {
  const wanted = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{M}/gu, "")
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 32)
    .replace(/^-+|-+$/g, "");
  const base = namespaceSlug.safeParse(wanted).success ? wanted : `space-${randomBytes(3).toString("hex")}`;
  const taken = await tx.client.namespace.findUnique({ where: { slug: base }, select: { id: true } });
  return taken ? `${base}-${randomBytes(3).toString("hex")}` : base;
}
