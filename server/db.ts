import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient as PostgresClient } from "../prisma/postgresql/generated/client/client";
import { PrismaClient as SqliteClient } from "../prisma/sqlite/generated/client/client";
import { Announcements } from "./core/announcements";
import type { Database, Provider, ReadClient } from "./core/database";
import { AppError, badInput } from "./core/errors";
import { GroupCommit } from "./database/group-commit";
import { postgresTransaction } from "./database/postgres-transaction";
import { lockSqliteFile } from "./database/process-lock";
import { SerializedSqlite } from "./database/sqlite-adapter";

/** "file:<path>" means SQLite, "postgresql://…" PostgreSQL. */
export function providerOf(url: string): Provider {
  if (url.startsWith("file:")) return "sqlite";
  if (/^postgres(ql)?:\/\//.test(url)) return "postgresql";
  throw badInput(`DATABASE_URL must start with "file:" or "postgresql://"; it is "${url.split(":")[0]}:…".`);
}

/** Opens the database. The caller has migrated it before (see database/migrate.ts). */
export async function openDatabase(url: string): Promise<Database> {
  return providerOf(url) === "sqlite" ? openSqlite(url.slice("file:".length)) : openPostgres(url);
}

async function openSqlite(file: string): Promise<Database> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const unlock = lockSqliteFile(file);
  const adapter = new SerializedSqlite(file);
  const client = new SqliteClient({ adapter });
  try {
    await client.$connect();
  } catch (error) {
    unlock();
    throw error;
  }
  const announcements = new Announcements();
  const commits = new GroupCommit(client, adapter.control, announcements);
  let closed = false;
  return {
    provider: "sqlite",
    origin: announcements,
    client,
    transaction: (work) => (closed ? Promise.reject(closedError()) : commits.run(work)),
    on: (about, listener) => announcements.on(about, listener),
    async close() {
      if (closed) return;
      closed = true;
      await commits.idle();
      await client.$disconnect();
      unlock();
    },
  };
}

async function openPostgres(url: string): Promise<Database> {
  const adapter = new PrismaPg(
    { connectionString: url, max: 10 },
    { statementNameGenerator: statementNames() },
  );
  // The two generated clients do not unify in types; their models are the same files.
  const client = new PostgresClient({ adapter }) as unknown as ReadClient;
  await client.$connect();
  const announcements = new Announcements();
  let closed = false;
  const running = new Set<Promise<unknown>>();
  return {
    provider: "postgresql",
    origin: announcements,
    client,
    transaction(work) {
      if (closed) return Promise.reject(closedError());
      const result = postgresTransaction(client, announcements, work);
      const settled = result.catch(() => {}).finally(() => running.delete(settled));
      running.add(settled);
      return result;
    },
    on: (about, listener) => announcements.on(about, listener),
    async close() {
      if (closed) return;
      closed = true;
      await Promise.all(running);
      await client.$disconnect();
    },
  };
}

const closedError = () => new AppError("UNAVAILABLE", "The server is shutting down; try again in a moment.");

/** Named statements are parsed and planned once a connection: a third off the cost of small queries. */
function statementNames(): (query: { sql: string }) => string {
  const names = new Map<string, string>();
  return ({ sql }) => {
    let name = names.get(sql);
    if (!name) {
      name = `s${names.size}`;
      // Bulk statements vary little; a runaway variety must not fill the server's statement memory.
      if (names.size < 500) names.set(sql, name);
      else name = "";
    }
    return name;
  };
}
