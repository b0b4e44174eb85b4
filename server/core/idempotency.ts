import { createHash } from "node:crypto";
import { canonicalDigest } from "./canonical-json";
import type { BulkWrite, Database, Transaction } from "./database";
import { AppError, badInput } from "./errors";
import { instant, rows, sql } from "./rowset";

export interface KeyedCall {
  /** Whose key it is, from `actorName`: two people may use the same key. */
  actor: string;
  /** For example "createRun". */
  verb: string;
  /** 1 to 200 characters chosen by the caller; without one the work simply runs. */
  key: string | null | undefined;
  /** What was asked for; another input under the same key is refused. */
  input: unknown;
  now: Date;
}

/** What can be stored as an answer and given again: small, usually the ids of what was made. */
export type Answer =
  | null
  | boolean
  | number
  | string
  | readonly Answer[]
  | { readonly [name: string]: Answer };

/** How long an answer is kept, in milliseconds. After that a key may be used again. */
export const idempotencyRetentionMs = 24 * 60 * 60 * 1000;

/**
 * Runs `work` once per (actor, verb, key) and gives its answer again to whoever repeats the call. The answer is
 * stored in the transaction of the work, so neither exists without the other.
 * @throws IDEMPOTENCY_MISMATCH when the key was used with another input
 * @throws IDEMPOTENCY_CONFLICT when the same call is still running elsewhere (PostgreSQL; SQLite runs one at a time)
 */
export async function idempotently<Result extends Answer>(
  tx: Transaction,
  call: KeyedCall,
  work: () => Promise<Result>,
): Promise<Result> {
  const { actor, verb, key, now } = call;
  if (key === null || key === undefined) return work();
  if (key.length < 1 || key.length > 200) throw badInput("An idempotency key has 1 to 200 characters.");
  const inputHash = canonicalDigest(call.input);
  await lockCall(tx, call);
  const kept = await tx.client.idempotencyKey.findUnique({
    where: { actor_verb_key: { actor, verb, key } },
  });
  if (kept && kept.inputHash !== inputHash)
    throw new AppError(
      "IDEMPOTENCY_MISMATCH",
      `The idempotency key "${key}" was already used with another input; use a new key.`,
    );
  if (kept) return JSON.parse(kept.answer) as Result;
  const answer = await work();
  tx.later(keptAnswers, { actor, verb, key, inputHash, answer: JSON.stringify(answer), createdAt: now });
  return answer;
}

/** Removes answers older than the retention; returns how many. Called by the sweep. */
export async function purgeIdempotencyKeys(database: Database, now: Date): Promise<number> {
  const before = instant(database.provider, new Date(now.getTime() - idempotencyRetentionMs));
  return database.transaction((tx) =>
    tx.client.$executeRaw(sql`DELETE FROM "IdempotencyKey" WHERE "createdAt" < ${before}`),
  );
}

/**
 * PostgreSQL runs transactions side by side: whoever comes second must neither do the work again nor wait on a
 * connection. The lock ends with the transaction. It is a statement of its own, so that the lookup after it sees
 * whatever the last holder committed.
 */
async function lockCall(tx: Transaction, { actor, verb, key }: KeyedCall): Promise<void> {
  if (tx.provider === "sqlite") return;
  const name = createHash("sha256").update(`${actor}\n${verb}\n${key}`).digest().readBigInt64BE(0);
  const [lock] = await tx.client.$queryRaw<{ held: boolean }[]>(
    sql`SELECT pg_try_advisory_xact_lock(${name.toString()}::bigint) AS "held"`,
  );
  if (!lock?.held)
    throw new AppError(
      "IDEMPOTENCY_CONFLICT",
      `A call with the idempotency key "${key}" is still running; repeat it in a moment.`,
      { details: { retryAfterMs: 200 } },
    );
}

/**
 * Deliberately without ON CONFLICT: two equal calls in one SQLite group commit do not see each other's row, and the
 * collision makes the group run again one by one, where the second finds the first one's answer.
 */
const keptAnswers: BulkWrite<{
  actor: string;
  verb: string;
  key: string;
  inputHash: string;
  answer: string;
  createdAt: Date;
}> = {
  name: "idempotency keys",
  async write(tx, items) {
    const columns = {
      actor: "text",
      verb: "text",
      key: "text",
      inputHash: "text",
      answer: "text",
      createdAt: "instant",
    } as const;
    await tx.client.$executeRaw(sql`
      INSERT INTO "IdempotencyKey" ("actor", "verb", "key", "inputHash", "answer", "createdAt")
      SELECT r."actor", r."verb", r."key", r."inputHash", r."answer", r."createdAt"
      FROM ${rows(tx.provider, columns, items)}`);
  },
};
