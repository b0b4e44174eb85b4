/** `npm run db:new-migration -- NAME`: writes the next migration for both providers from the changed models. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  migrationsFolder,
  readModels,
  readStoredModel,
  storedModelFile,
} from "../server/database/model-files";
import { offlinePostgres } from "../server/database/offline-postgres";
import { diffModels } from "../server/database/schema-engine";
import { SerializedSqlite } from "../server/database/sqlite-adapter";

const args = process.argv.slice(2);
const reset = args.includes("--reset");
const name = args.find((arg) => !arg.startsWith("--")) ?? "";
if (!/^[a-z0-9_]+$/.test(name)) {
  console.error(
    "Give the migration a name of lower-case letters, digits and underscores: npm run db:new-migration -- add_plans",
  );
  process.exit(2);
}
const stamp = reset ? "20261120000000" : new Date().toISOString().replace(/\D/g, "").slice(0, 14);

for (const provider of ["sqlite", "postgresql"] as const) {
  if (reset) rmSync(migrationsFolder(provider), { recursive: true, force: true });
  const models = readModels(provider);
  const factory = provider === "sqlite" ? new SerializedSqlite(":memory:") : offlinePostgres;
  const sql = await diffModels(factory, readStoredModel(provider), models);
  if (!sql) {
    console.log(`${provider}: the models have not changed.`);
    continue;
  }
  const folder = join(migrationsFolder(provider), `${stamp}_${name}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "migration.sql"), sql);
  writeFileSync(storedModelFile(provider), models[0]?.content ?? "");
  writeFileSync(join(migrationsFolder(provider), "migration_lock.toml"), `provider = "${provider}"\n`);
  console.log(`${provider}: wrote ${stamp}_${name}.`);
}
