import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { migrate } from "../../server/database/migrate";
import { startPostgres } from "./postgres-server";

declare module "vitest" {
  interface ProvidedContext {
    /** A migrated, empty SQLite file to copy. */
    sqliteTemplate: string;
    /** A PostgreSQL server that has a migrated, empty database "template"; null when it is switched off. */
    postgres: { admin: string; base: string } | null;
  }
}

/** Migrates one database of each kind; every test file then works on its own copies. */
export default async function setup(project: TestProject) {
  const folder = mkdtempSync(join(tmpdir(), "signalbox-tests-"));
  const sqliteTemplate = join(folder, "template.db");
  await migrate(`file:${sqliteTemplate}`);
  project.provide("sqliteTemplate", sqliteTemplate);

  // SIGNALBOX_TEST_DATABASES=sqlite is for a quick look while working; the gate always runs both.
  const withPostgres = process.env.SIGNALBOX_TEST_DATABASES !== "sqlite";
  const postgres = withPostgres ? await startPostgres() : null;
  if (postgres) {
    const admin = new pg.Client({ connectionString: postgres.url("postgres") });
    await admin.connect();
    await admin.query(`CREATE DATABASE template`);
    await admin.end();
    await migrate(postgres.url("template"));
  }
  project.provide("postgres", postgres && { admin: postgres.url("postgres"), base: postgres.url("") });

  return async () => {
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
