import type { Announcements } from "../core/announcements";
import type { ReadClient, Transaction } from "../core/database";
import { CollectedWrites } from "./collected-writes";
import { transactionOver } from "./transaction-over";

const limits = { maxWait: 20_000, timeout: 60_000 };
const attempts = 5;

/** One PostgreSQL transaction; conflicts that the database resolves by asking for another try get one. */
export async function postgresTransaction<Result>(
  client: ReadClient,
  announcements: Announcements,
  work: (tx: Transaction) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    const callbacks: (() => void)[] = [];
    try {
      const value = await client.$transaction(async (inner) => {
        const collected = new CollectedWrites();
        const tx = transactionOver({
          provider: "postgresql",
          client: inner,
          collected,
          callbacks,
          announcements,
        });
        const result = await work(tx);
        await collected.flush(tx);
        return result;
      }, limits);
      for (const callback of callbacks) callback();
      return value;
    } catch (error) {
      if (attempt >= attempts || !isConflict(error)) throw error;
    }
  }
}

/** Serialization failure or deadlock: P2034, or SQLSTATE 40001 / 40P01 inside a raw statement's error. */
function isConflict(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  const { code, meta, message } = error as { code?: string; meta?: unknown; message?: string };
  if (code === "P2034") return true;
  return code === "P2010" && /40001|40P01|deadlock detected/.test(`${message} ${JSON.stringify(meta)}`);
}
