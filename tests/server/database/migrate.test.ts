import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { migrate } from "../../../server/database/migrate";
import { readMigrations, readModels, readStoredModel } from "../../../server/database/model-files";
import { offlinePostgres } from "../../../server/database/offline-postgres";
import { diffModels } from "../../../server/database/schema-engine";
import { SerializedSqlite } from "../../../server/database/sqlite-adapter";
import { openDatabase } from "../../../server/db";
import { onEachDatabase } from "../../support/database";
import { describeTables, rebuild } from "../../support/describe-tables";

const folder = mkdtempSync(join(tmpdir(), "signalbox-migrate-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

onEachDatabase("migrations", (databases) => {
  const { provider } = databases;

  test("the migrations lead to the tables that today's models describe", async () => {
    const factory = provider === "sqlite" ? new SerializedSqlite(":memory:") : offlinePostgres;
    const fromModels = await databases.create();
    await rebuild(fromModels, await diffModels(factory, null, readModels(provider)));
    expect(await describeTables(await databases.create())).toEqual(await describeTables(fromModels));
  });

  test("the newest migration was made from today's models", async () => {
    const factory = provider === "sqlite" ? new SerializedSqlite(":memory:") : offlinePostgres;
    expect(await diffModels(factory, readStoredModel(provider), readModels(provider))).toBe("");
  });

  test("a later migration is applied over data, once", async () => {
    const url = await databases.create();
    const before = await openDatabase(url);
    await before.client.stream.create({ data: { id: "kept", kind: "test", createdAt: new Date() } });
    await before.close();

    const later = {
      name: "29991231000000_add_note",
      sql: `ALTER TABLE "Stream" ADD COLUMN "note" TEXT NOT NULL DEFAULT 'new';`,
    };
    const migrations = [...readMigrations(provider), later];
    expect(await migrate(url, migrations)).toEqual([later.name]);
    expect(await migrate(url, migrations)).toEqual([]);

    const after = await openDatabase(url);
    const rows = await after.client.$queryRawUnsafe(`SELECT "id", "note" FROM "Stream"`);
    expect(rows).toEqual([{ id: "kept", note: "new" }]);
    await after.close();
  });

  test("a database made with another text of a migration is refused", async () => {
    const url = await databases.create();
    const [first, ...rest] = readMigrations(provider);
    const changed = [{ name: first?.name ?? "", sql: `${first?.sql} -- changed` }, ...rest];
    await expect(migrate(url, changed)).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });

  test("a migration that fails is reported, and data stay", async () => {
    const url = await databases.create();
    const broken = { name: "29991231000000_broken", sql: `ALTER TABLE "NoSuchTable" ADD COLUMN "x" TEXT;` };
    await expect(migrate(url, [...readMigrations(provider), broken])).rejects.toThrow(/NoSuchTable/);
    const after = await openDatabase(url);
    expect(await after.client.stream.count()).toBe(0);
    await after.close();
  });
});

test("a second process that opens the same SQLite file is told so", async () => {
  const url = `file:${join(folder, "one.db")}`;
  await migrate(url);
  const first = await openDatabase(url);
  const script = `import("./server/db.ts").then(({ openDatabase }) => openDatabase(${JSON.stringify(url)})).then(() => process.exit(0), (error) => { console.error(error.code, error.message); process.exit(3); });`;
  const second = spawnSync(process.execPath, ["--import", "tsx", "-e", script], { encoding: "utf8" });
  expect(second.status, second.stderr).toBe(3);
  expect(second.stderr).toContain("UNAVAILABLE Another process has the database");
  await first.close();
  const again = await openDatabase(url);
  await again.close();
});

test("an address of neither kind is refused by name", async () => {
  await expect(openDatabase("mysql://somewhere")).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
});
