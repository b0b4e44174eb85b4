import SqliteDatabase from "better-sqlite3";
import pg from "pg";

/** Runs a script on a database emptied before. */
export async function rebuild(url: string, script: string): Promise<void> {
  if (url.startsWith("file:")) {
    const database = new SqliteDatabase(url.slice("file:".length));
    database.pragma("foreign_keys = OFF");
    const tables = database.prepare(`SELECT name FROM sqlite_master WHERE type = 'table'`).pluck().all();
    for (const table of tables) database.exec(`DROP TABLE "${table}"`);
    database.exec(script);
    database.close();
    return;
  }
  await onPostgres(url, async (client) => {
    await client.query(`DROP SCHEMA public CASCADE; CREATE SCHEMA public`);
    await client.query(script);
  });
}

/** Tables, columns, keys and indexes as the database itself tells of them, one a line, in a fixed order. */
export async function describeTables(url: string): Promise<string[]> {
  if (url.startsWith("file:")) {
    const database = new SqliteDatabase(url.slice("file:".length), { readonly: true });
    const rows = database
      .prepare(
        `SELECT m.type || ' ' || m.tbl_name || ' ' || coalesce(m.sql, '') FROM sqlite_master m
         WHERE m.name NOT LIKE '\\_prisma%' ESCAPE '\\' AND m.tbl_name NOT LIKE '\\_prisma%' ESCAPE '\\' ORDER BY 1`,
      )
      .pluck()
      .all() as string[];
    database.close();
    return rows;
  }
  return onPostgres(url, async (client) => {
    const { rows } = await client.query<{ line: string }>(`
      SELECT concat_ws(' ', 'column', table_name, column_name, data_type, datetime_precision, is_nullable, column_default) AS line
      FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '_prisma_migrations'
      UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'
      UNION ALL SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint
      WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> '_prisma_migrations' ORDER BY 1`);
    return rows.map(({ line }) => line);
  });
}

async function onPostgres<Result>(
  url: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
