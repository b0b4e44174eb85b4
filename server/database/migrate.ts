import { createHash } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import SqliteDatabase from "better-sqlite3";
import pg from "pg";
import { AppError } from "../core/errors";
import { providerOf } from "../db";
import { readMigrations, readModels } from "./model-files";
import { lockSqliteFile } from "./process-lock";
import { applyMigrations, type Migration } from "./schema-engine";
import { SerializedSqlite } from "./sqlite-adapter";

/**
 * Brings the database up to the committed migrations; does nothing, quickly, when it is there already.
 * @returns the names of the migrations applied now.
 */
export async function migrate(url: string, migrations?: readonly Migration[]): Promise<string[]> {
  const provider = providerOf(url);
  const committed = migrations ?? readMigrations(provider);
  const applied = await appliedMigrations(url);
  refuseChanged(committed, applied);
  if (committed.every(({ name }) => applied.has(name))) return [];
  if (provider === "postgresql") {
    return applyMigrations(
      new PrismaPg({ connectionString: url }),
      provider,
      readModels(provider),
      committed,
    );
  }
  const file = url.slice("file:".length);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const unlock = lockSqliteFile(file);
  try {
    return await applyMigrations(new SerializedSqlite(file), provider, readModels(provider), committed);
  } finally {
    unlock();
  }
}

/** A migration whose text differs from the one that was applied would leave tables that nobody planned. */
function refuseChanged(committed: readonly Migration[], applied: ReadonlyMap<string, string>): void {
  for (const { name, sql } of committed) {
    const checksum = applied.get(name);
    if (checksum === undefined || checksum === createHash("sha256").update(sql).digest("hex")) continue;
    throw new AppError(
      "UNAVAILABLE",
      `The database was made with another text of the migration ${name}. Start the version that made it, or give this one a new database (DATABASE_URL, DATA_DIR).`,
    );
  }
}

const finished = `SELECT migration_name, checksum FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`;

/** Looked up without the engine, whose loading would dominate the start of an up-to-date server. */
async function appliedMigrations(url: string): Promise<Map<string, string>> {
  if (providerOf(url) === "postgresql") return appliedOnPostgres(url);
  const file = url.slice("file:".length);
  if (!existsSync(file)) return new Map();
  const database = new SqliteDatabase(file, { readonly: true });
  try {
    const table = database.prepare(`SELECT 1 FROM sqlite_master WHERE name = '_prisma_migrations'`).get();
    if (!table) return new Map();
    return new Map(database.prepare(finished).raw().all() as [string, string][]);
  } finally {
    database.close();
  }
}

async function appliedOnPostgres(url: string): Promise<Map<string, string>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const table = await client.query(`SELECT to_regclass('_prisma_migrations') AS name`);
    if (!table.rows[0]?.name) return new Map();
    const { rows } = await client.query<{ migration_name: string; checksum: string }>(finished);
    return new Map(rows.map((row) => [row.migration_name, row.checksum]));
  } finally {
    await client.end();
  }
}
