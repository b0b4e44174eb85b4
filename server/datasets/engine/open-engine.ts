import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { quoteText } from "./sql-text";

export interface EngineOptions {
  /** What DuckDB may hold in memory, in megabytes (10^6 bytes); beyond it spills to `scratchFolder` or fails. */
  readonly memoryMegabytes: number;
  readonly threads: number;
  /** Folders whose files statements may read and write; all else on the machine is refused. */
  readonly folders: readonly string[];
  /** Single files that statements may read and write. */
  readonly files?: readonly string[];
  /** Where intermediate results may be spilled; without it nothing is spilled. */
  readonly scratchFolder?: string;
  /** How much may be spilled, in megabytes. */
  readonly scratchMegabytes?: number;
}

/** An embedded DuckDB with an empty in-memory catalogue. */
export interface Engine {
  /** A connection of its own: temporary tables and interruption are per connection. */
  connect(): Promise<DuckDBConnection>;
  close(): void;
}

/**
 * Opens a DuckDB that reaches nothing but the files and folders named: no network, no extensions, no other file,
 * and no way for a statement to change that.
 */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const instance = await DuckDBInstance.create(":memory:", {
    memory_limit: `${options.memoryMegabytes}MB`,
    threads: String(options.threads),
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    allow_community_extensions: "false",
    temp_directory: options.scratchFolder ?? "",
    ...(options.scratchMegabytes && { max_temp_directory_size: `${options.scratchMegabytes}MB` }),
  });
  const connection = await instance.connect();
  try {
    const list = (paths: readonly string[]) => `[${paths.map(quoteText).join(", ")}]`;
    const folders = options.folders.map((folder) => (folder.endsWith("/") ? folder : `${folder}/`));
    await connection.run("SET GLOBAL TimeZone = 'UTC'");
    await connection.run(`SET allowed_directories = ${list(folders)}`);
    await connection.run(`SET allowed_paths = ${list(options.files ?? [])}`);
    await connection.run("SET enable_external_access = false");
    await connection.run("SET lock_configuration = true");
  } catch (error) {
    instance.closeSync();
    throw error;
  } finally {
    connection.closeSync();
  }
  return { connect: () => instance.connect(), close: () => instance.closeSync() };
}
