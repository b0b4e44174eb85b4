import type { Prisma, PrismaClient } from "../../prisma/sqlite/generated/client/client";
import type { Topic } from "./announcements";

export type Provider = "sqlite" | "postgresql";

/** Prisma's client, typed on the SQLite models; the PostgreSQL client has the same shape (cast once, in db.ts). */
export type ReadClient = PrismaClient;
export type WriteClient = Prisma.TransactionClient;

/** Rows of one kind that are collected during a transaction and written together just before it commits. */
export interface BulkWrite<Item> {
  readonly name: string;
  write(tx: Transaction, items: readonly Item[]): Promise<void>;
}

/**
 * One atomic change. What runs in it may be started again from the beginning (a conflict, or a neighbour in the
 * same group commit that failed), so it must have no effect outside `client`, `later`, `afterCommit` and `announce`.
 */
export interface Transaction {
  readonly provider: Provider;
  /** The same object as the database's own: see there. */
  readonly origin: object;
  readonly client: WriteClient;
  /** Adds a row to a bulk write; order within one bulk write is kept. */
  later<Item>(bulk: BulkWrite<Item>, item: Item): void;
  /** Called, in order, once the commit is durable; never after a rollback. Must not throw. */
  afterCommit(callback: () => void): void;
  /** Tells `Database.on` listeners once the commit is durable; never after a rollback. */
  announce<News>(about: Topic<News>, news: News): void;
}

export interface Database {
  readonly provider: Provider;
  /** Stands for this open database, as a key for what a process keeps in memory beside it. */
  readonly origin: object;
  /** For reads outside transactions. On SQLite each waits for the transaction that is open. */
  readonly client: ReadClient;
  /** The only way to write. Rejects with what `work` threw; then nothing of it is stored. */
  transaction<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result>;
  /** Listens to news of this process's commits; returns the function that stops it. Listeners must not throw. */
  on<News>(about: Topic<News>, listener: (news: News) => void): () => void;
  /** Waits for what runs, then closes; later calls are refused. */
  close(): Promise<void>;
}
