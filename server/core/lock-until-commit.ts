import { createHash } from "node:crypto";
import type { Transaction } from "./database";
import { sql } from "./rowset";

/**
 * Lets one transaction at a time past this point for `name`, until it ends. For rules about several rows at once
 * (the first account, the last administrator) that no unique index can keep. On SQLite transactions are alone anyway.
 */
export async function lockUntilCommit(tx: Transaction, name: string): Promise<void> {
  if (tx.provider === "sqlite") return;
  const key = createHash("sha256").update(name).digest().readBigInt64BE(0);
  await tx.client.$queryRaw(sql`SELECT pg_advisory_xact_lock(${key.toString()}::bigint)::text`);
}
