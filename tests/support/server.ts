import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import type { Env } from "../../server/env";
import { readEnv } from "../../server/env";
import { createHttp } from "../../server/http";
import { type Kernel, openKernel } from "../../server/kernel";

export interface TestServer {
  readonly kernel: Kernel;
  /** http://127.0.0.1:<port> */
  readonly address: string;
  close(): Promise<void>;
}

/** A whole server without pages: real HTTP, real WebSockets, real files. Closed after the suite. */
export async function startServer(databaseUrl: string, settings: Partial<Env> = {}): Promise<TestServer> {
  const dataDir = mkdtempSync(join(tmpdir(), "signalbox-server-"));
  const defaults = readEnv({
    NODE_ENV: "test",
    DATA_DIR: dataDir,
    DATABASE_URL: databaseUrl,
    REGISTRATION: "open",
    LOG_LEVEL: "error",
    CONSOLE: "false",
    PORT: "0",
  });
  const env = { ...defaults, ...settings };
  const kernel = await openKernel(env);
  const server = createHttp(kernel, null);
  await new Promise<void>((resolve) => server.listen(0, env.host, resolve));
  await kernel.start();
  let closed = false;
  const close = async () => {
    if (closed) return;
    closed = true;
    server.close();
    server.closeAllConnections();
    await kernel.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  afterAll(close);
  return { kernel, address: `http://${env.host}:${(server.address() as AddressInfo).port}`, close };
}
