import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import next from "next";
import type { Env } from "./env";

export interface ConsolePages {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): Promise<void>;
}

/** The Next.js application inside our server. */
export async function openConsolePages(env: Env): Promise<ConsolePages> {
  // Next listens for upgrades on the server it is given and closes those it does not know: it gets one of its own.
  const decoy = createServer();
  const app = next({
    dev: env.mode === "development",
    dir: process.cwd(),
    hostname: env.host,
    port: env.port,
    httpServer: decoy,
  });
  await app.prepare();
  const handler = app.getRequestHandler();
  return {
    handle: (request, response) => handler(request, response),
    handleUpgrade: (request, socket, head) => {
      if (!decoy.emit("upgrade", request, socket, head)) socket.destroy();
    },
    close: () => app.close(),
  };
}
