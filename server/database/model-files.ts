import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Provider } from "../core/database";
import type { Migration, ModelFile } from "./schema-engine";

/** The folder that holds `prisma/`: the working directory, in development and in production alike. */
const prismaFolder = (provider: Provider) => join(process.cwd(), "prisma", provider);

export const migrationsFolder = (provider: Provider) => join(prismaFolder(provider), "migrations");

/** Where the data model as of the newest migration is kept, to compute the next one from. */
export const storedModelFile = (provider: Provider) => join(migrationsFolder(provider), "datamodel.snapshot");

/** Today's data model: the shared models under the provider's data source. */
export function readModels(provider: Provider): ModelFile[] {
  const folder = join(prismaFolder(provider), "models");
  const names = readdirSync(folder)
    .filter((name) => name.endsWith(".prisma"))
    .sort();
  const models = names.map((name) => readFileSync(join(folder, name), "utf8")).join("\n");
  const content = `datasource db {\n  provider = "${provider}"\n}\n\n${models}`;
  return [{ path: "datamodel.prisma", content }];
}

/** The data model as of the newest committed migration; null before the first. */
export function readStoredModel(provider: Provider): ModelFile[] | null {
  const file = storedModelFile(provider);
  return existsSync(file) ? [{ path: "datamodel.prisma", content: readFileSync(file, "utf8") }] : null;
}

/** The committed migrations, oldest first. */
export function readMigrations(provider: Provider): Migration[] {
  const folder = migrationsFolder(provider);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => ({ name, sql: readFileSync(join(folder, name, "migration.sql"), "utf8") }));
}
