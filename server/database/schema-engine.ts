import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import type { SqlDriverAdapter, SqlMigrationAwareDriverAdapterFactory } from "@prisma/driver-adapter-utils";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";

const noFilters = { externalTables: [], externalEnums: [] };

/** One file of a data model, as the engine takes it. */
export interface ModelFile {
  readonly path: string;
  readonly content: string;
}

/** A committed migration: `<name>/migration.sql`. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}

/**
 * Prisma's schema engine as WebAssembly: the same engine as the ordinary CLI's, without its download.
 * It is loaded on first use, because a server whose database is up to date never needs it.
 */
async function withEngine<Result>(
  factory: SqlMigrationAwareDriverAdapterFactory,
  models: readonly ModelFile[],
  work: (engine: import("@prisma/schema-engine-wasm").SchemaEngine) => Promise<Result>,
): Promise<Result> {
  const { SchemaEngine } = await loadEngine();
  const opened: SqlDriverAdapter[] = [];
  const remember = async (connect: () => Promise<SqlDriverAdapter>) => {
    const adapter = await connect();
    opened.push(adapter);
    return adapter;
  };
  const tracked: SqlMigrationAwareDriverAdapterFactory = {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: () => remember(() => factory.connect()),
    connectToShadowDb: () => remember(() => factory.connectToShadowDb()),
  };
  const datamodels = models.map((file): [string, string] => [file.path, file.content]);
  const engine = await SchemaEngine.new(
    { datamodels },
    () => {},
    bindMigrationAwareSqlAdapterFactory(tracked),
  );
  try {
    return await work(engine);
  } finally {
    engine.free();
    // The engine leaves its connections open, and with them the lock on a SQLite file.
    for (const adapter of opened) await adapter.dispose().catch(() => {});
  }
}

let loaded: ReturnType<typeof instantiateEngine> | null = null;

/** Once a process: the package's bindings are one object that belongs to one instance. */
function loadEngine() {
  loaded ??= instantiateEngine();
  return loaded;
}

/** The package's own entry imports a .wasm file, which Node 20 cannot: this does the same by hand. */
async function instantiateEngine() {
  const bindings = await import("@prisma/schema-engine-wasm/schema_engine_bg");
  const folder = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm");
  const bytes = await readFile(new URL("schema_engine_bg.wasm", pathToFileURL(folder)));
  const { instance } = await WebAssembly.instantiate(bytes, { "./schema_engine_bg.js": bindings as never });
  (bindings as unknown as { __wbg_set_wasm(wasm: unknown): void }).__wbg_set_wasm(instance.exports);
  (instance.exports as { __wbindgen_start(): void }).__wbindgen_start();
  return bindings;
}

/** Applies what is not yet applied, recorded in `_prisma_migrations`. Returns the names applied now. */
export function applyMigrations(
  factory: SqlMigrationAwareDriverAdapterFactory,
  provider: string,
  models: readonly ModelFile[],
  migrations: readonly Migration[],
): Promise<string[]> {
  return withEngine(factory, models, async (engine) => {
    const { appliedMigrationNames } = await engine.applyMigrations({
      migrationsList: migrationList(provider, migrations),
      filters: noFilters,
    });
    return appliedMigrationNames;
  });
}

/** The SQL that leads from one data model to another; empty when they describe the same tables. */
export async function diffModels(
  factory: SqlMigrationAwareDriverAdapterFactory,
  from: readonly ModelFile[] | null,
  to: readonly ModelFile[],
): Promise<string> {
  const target = (files: readonly ModelFile[]) => ({ tag: "schemaDatamodel" as const, files: [...files] });
  const { stdout } = await withEngine(factory, to, (engine) =>
    engine.diff({
      from: from ? target(from) : { tag: "empty" },
      to: target(to),
      script: true,
      exitCode: null,
      filters: noFilters,
    }),
  );
  return withoutEmptyNotice(stdout ?? "");
}

const withoutEmptyNotice = (script: string) => (script.includes("This is an empty migration") ? "" : script);

function migrationList(provider: string, migrations: readonly Migration[]) {
  return {
    baseDir: "/",
    lockfile: { path: "migration_lock.toml", content: `provider = "${provider}"\n` },
    shadowDbInitScript: "",
    migrationDirectories: migrations.map((migration) => ({
      path: migration.name,
      migrationFile: { path: "migration.sql", content: { tag: "ok" as const, value: migration.sql } },
    })),
  };
}
