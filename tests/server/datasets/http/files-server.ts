import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll } from "vitest";
import type { Context } from "../../../../server/core/context";
import { isAppError } from "../../../../server/core/errors";
import { downloadDataset } from "../../../../server/datasets/http/download-dataset";
import { uploadDataset } from "../../../../server/datasets/http/upload-dataset";
import type { DatasetHarness } from "../dataset-harness";
import { system } from "../dataset-harness";

/** The two handlers behind a real server, with errors answered by their code. */
export async function filesServer(h: DatasetHarness, context: () => Context = () => system): Promise<string> {
  const server: Server = createServer((request, response) => {
    const handle = request.url?.startsWith("/uploads") ? uploadDataset : downloadDataset;
    handle(h.deps, context(), request, response).catch((error: unknown) => {
      if (response.headersSent) return response.destroy();
      response.writeHead(isAppError(error) ? 400 : 500, { "content-type": "application/json" });
      response.end(
        JSON.stringify(
          isAppError(error) ? { code: error.code, message: error.message } : { message: String(error) },
        ),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
