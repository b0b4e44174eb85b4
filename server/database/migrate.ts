import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import SqliteDatabase from "better-sqlite3";
import pg from "pg";
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
  mkdirSync(dirname(file), { recursive: true });
  const unlock = lockSqliteFile(file);
  try {
    return await applyMigrations(new SerializedSqlite(file), provider, readModels(provider), committed);
  } finally {
    unlock();
  }
}

const finished = `SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`;

/** Looked up without the engine, whose loading would dominate the start of an up-to-date server. */
async function appliedMigrations(url: string): Promise<Set<string>> {
  if (providerOf(url) === "postgresql") return appliedOnPostgres(url);
  const file = url.slice("file:".length);
  if (!existsSync(file)) return new Set();
  const database = new SqliteDatabase(file, { readonly: true });
  try {
    const table = database.prepare(`SELECT 1 FROM sqlite_master WHERE name = '_prisma_migrations'`).get();
    if (!table) return new Set();
    return new Set(database.prepare(finished).pluck().all() as string[]);
  } finally {
    database.close();
  }
}

async function appliedOnPostgres(url: string): Promise<Set<string>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const table = await client.query(`SELECT to_regclass('_prisma_migrations') AS name`);
    if (!table.rows[0]?.name) return new Set();
    const { rows } = await client.query<{ migration_name: string }>(finished);
    return new Set(rows.map((row) => row.migration_name));
  } finally {
    await client.end();
  }
}
