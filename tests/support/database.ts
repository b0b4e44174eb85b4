import { randomBytes } from "node:crypto";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, describe, inject } from "vitest";
import type { Database, Provider } from "../../server/core/database";
import { openDatabase } from "../../server/db";

export interface TestDatabase {
  readonly provider: Provider;
  /** A fresh, migrated, empty database; closed and removed after the suite. */
  open(): Promise<Database>;
  /** The address of a fresh database, for suites that open it themselves or from another process. */
  create(): Promise<string>;
}

/** Runs the same suite on SQLite and on a real PostgreSQL. */
export function onEachDatabase(name: string, suite: (database: TestDatabase) => void): void {
  describe(`${name} on SQLite`, () => suite(sqlite()));
  describe.skipIf(!inject("postgres"))(`${name} on PostgreSQL`, () => suite(postgres()));
}

/** A single SQLite database, for suites in which the database is not what is tested. */
export function sqlite(): TestDatabase {
  const folder = mkdtempSync(join(tmpdir(), "signalbox-test-"));
  const create = async () => {
    const file = join(folder, `${randomBytes(6).toString("hex")}.db`);
    copyFileSync(inject("sqliteTemplate"), file);
    return `file:${file}`;
  };
  return managed("sqlite", create, async () => rmSync(folder, { recursive: true, force: true }));
}

function postgres(): TestDatabase {
  const names: string[] = [];
  const server = () => {
    const provided = inject("postgres");
    if (!provided) throw new Error("PostgreSQL is switched off by SIGNALBOX_TEST_DATABASES.");
    return provided;
  };
  const create = async () => {
    const name = `test_${randomBytes(6).toString("hex")}`;
    await administer(server().admin, `CREATE DATABASE ${name} TEMPLATE template`);
    names.push(name);
    return `${server().base}${name}`;
  };
  return managed("postgresql", create, async () => {
    for (const name of names)
      await administer(server().admin, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  });
}

function managed(
  provider: Provider,
  create: () => Promise<string>,
  remove: () => Promise<void>,
): TestDatabase {
  const opened: Database[] = [];
  afterAll(async () => {
    for (const database of opened) await database.close();
    await remove();
  });
  return {
    provider,
    create,
    async open() {
      const database = await openDatabase(await create());
      opened.push(database);
      return database;
    },
  };
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (let attempt = 1; ; attempt++) {
      try {
        await client.query(statement);
        return;
      } catch (error) {
        // Two files that copy the template at once: the loser tries again.
        if ((error as { code?: string }).code !== "55006" || attempt >= 50) throw error;
        await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 80));
      }
    }
  } finally {
    await client.end();
  }
}
