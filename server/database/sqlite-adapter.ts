import { PrismaBetterSqlite3 } from "@prisma/adapter-better-sqlite3";
import type {
  SqlDriverAdapter,
  SqlMigrationAwareDriverAdapterFactory,
  SqlQuery,
  Transaction,
} from "@prisma/driver-adapter-utils";
import type { Database as Sqlite } from "better-sqlite3";
import { Mutex } from "./mutex";
import { cacheStatements } from "./statement-cache";

const connectPragmas = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA busy_timeout = 5000;
  PRAGMA foreign_keys = ON;
  PRAGMA cache_size = -32000;
`;

/** Statements on the open transaction that do not pass through Prisma: savepoints of a group commit. */
export interface SqliteControl {
  /** Runs inside whatever transaction is open on the one connection. */
  exec(script: string): Promise<void>;
}

/**
 * Prisma's adapter has one connection, and a query outside an open interactive transaction would run inside it and
 * be lost with its rollback. Here every operation takes one mutex, which a transaction holds to its end.
 */
export class SerializedSqlite implements SqlMigrationAwareDriverAdapterFactory {
  readonly provider = "sqlite";
  readonly adapterName = "@prisma/adapter-better-sqlite3";
  readonly #inner: PrismaBetterSqlite3;
  #connected: SqlDriverAdapter | null = null;

  constructor(file: string) {
    this.#inner = new PrismaBetterSqlite3({ url: `file:${file}` });
  }

  readonly control: SqliteControl = {
    exec: (script) => {
      if (!this.#connected) throw new Error("The database is not connected.");
      return this.#connected.executeScript(script);
    },
  };

  async connect(): Promise<SqlDriverAdapter> {
    const inner = await this.#inner.connect();
    const { client } = inner as unknown as { client?: Sqlite };
    if (client) cacheStatements(client);
    await inner.executeScript(connectPragmas);
    this.#connected = inner;
    return serialized(inner);
  }

  connectToShadowDb(): Promise<SqlDriverAdapter> {
    return this.#inner.connectToShadowDb();
  }
}

function serialized(inner: SqlDriverAdapter): SqlDriverAdapter {
  const mutex = new Mutex();
  return {
    provider: inner.provider,
    adapterName: inner.adapterName,
    queryRaw: (query) => mutex.run(() => inner.queryRaw(query)),
    executeRaw: (query) => mutex.run(() => inner.executeRaw(query)),
    executeScript: (script) => mutex.run(() => inner.executeScript(script)),
    getConnectionInfo: () => inner.getConnectionInfo?.() ?? { supportsRelationJoins: false },
    dispose: () => mutex.run(() => inner.dispose()),
    async startTransaction() {
      const release = await mutex.acquire();
      try {
        await inner.executeScript("BEGIN IMMEDIATE");
      } catch (error) {
        release();
        throw error;
      }
      return exclusiveTransaction(inner, release);
    },
  };
}

function exclusiveTransaction(inner: SqlDriverAdapter, release: () => void): Transaction {
  return {
    provider: inner.provider,
    adapterName: inner.adapterName,
    options: { usePhantomQuery: false },
    queryRaw: (query) => inner.queryRaw(query),
    async executeRaw(query: SqlQuery) {
      try {
        return await inner.executeRaw(query);
      } catch (error) {
        // A COMMIT that fails leaves the transaction open, and with it everything that follows.
        if (query.sql === "COMMIT") await inner.executeScript("ROLLBACK").catch(() => {});
        // A full disk makes SQLite end the transaction by itself: the error that did it is the one to tell.
        if (query.sql === "ROLLBACK" && isOver(error)) return 0;
        throw error;
      }
    },
    async commit() {
      release();
    },
    async rollback() {
      release();
    },
  };
}

const isOver = (error: unknown): boolean =>
  error instanceof Error && error.message.includes("no transaction is active");
