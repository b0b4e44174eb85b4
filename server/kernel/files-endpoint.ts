import type { IncomingMessage, ServerResponse } from "node:http";
import type { AccountDeps } from "../accounts/account-deps";
import { downloadAudit } from "../accounts/audit/download-audit";
import type { RequestAuth } from "../accounts/authenticate-request";
import { notFound } from "../core/errors";
import type { DatasetDeps } from "../datasets/dataset-deps";
import { downloadDataset } from "../datasets/http/download-dataset";
import { uploadDataset } from "../datasets/http/upload-dataset";
import { identify } from "./identify";

interface FilesDeps {
  readonly auth: RequestAuth;
  readonly accounts: AccountDeps;
  readonly datasets: DatasetDeps;
}

/** What is too large for GraphQL: streamed in and out over plain HTTP, nothing held in memory. */
export function createFilesEndpoint({ auth, accounts, datasets }: FilesDeps) {
  return {
    async upload(request: IncomingMessage, response: ServerResponse, requestId: string): Promise<void> {
      await uploadDataset(datasets, await identify(auth, request, requestId), request, response);
    },
    async download(request: IncomingMessage, response: ServerResponse, requestId: string): Promise<void> {
      const context = await identify(auth, request, requestId);
      const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
      if (pathname.startsWith("/downloads/datasets/"))
        await downloadDataset(datasets, context, request, response);
      else if (pathname === "/downloads/audit")
        await downloadAudit(accounts, context, searchParams, response);
      else throw notFound("download", pathname);
    },
  };
}
