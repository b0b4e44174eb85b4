import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { ExecutionResult } from "graphql";
import { createApollo } from "../../graphql/apollo";
import { createDocuments } from "../../graphql/documents";
import { createExecutor } from "../../graphql/execute";
import { handleGraphQLRequest } from "../../graphql/http";
import { buildSchema } from "../../graphql/schema";
import type { Services } from "../../graphql/services";
import { createGraphQLSocket } from "../../graphql/ws";
import { authenticateRequest, type RequestAuth } from "../accounts/authenticate-request";
import { stampClientAddress } from "../accounts/client-address";
import { requireSameSite } from "../accounts/cross-site";
import { newId } from "../core/ids";
import { identify } from "./identify";

/** A page's question: it is answered as the page's viewer. */
export interface PageOperation {
  readonly document: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly headers: Headers;
}

/** The API's ways in: HTTP and WebSocket for everybody, in process for the console's pages. */
export async function openGraphQLEndpoint(services: Services, auth: RequestAuth, trustedProxies: number) {
  const schema = buildSchema();
  const apollo = createApollo(schema, services.logger);
  await apollo.start();
  const execute = createExecutor(schema);
  const socket = createGraphQLSocket({
    schema,
    documents: createDocuments(schema),
    logger: services.logger,
    clock: services.clock,
    async authenticate(request, token) {
      const headers =
        token === null ? request.headers : { ...request.headers, authorization: `Bearer ${token}` };
      return { request: await authenticateRequest(auth, headers, newId()), services };
    },
    requireSameSite: (request) => requireSameSite(request.headers, auth.publicUrl),
    isAlive: ({ request }) => services.access.isAlive(request),
    onAccessChange: services.access.onChange,
  });

  return {
    schema,
    async handle(request: IncomingMessage, response: ServerResponse, requestId: string): Promise<void> {
      const context = await identify(auth, request, requestId);
      await handleGraphQLRequest(apollo, request, response, async () => ({ request: context, services }));
    },
    async execute({ document, variables, headers }: PageOperation): Promise<ExecutionResult> {
      const request = await authenticateRequest(auth, Object.fromEntries(headers), newId());
      return execute({ query: document, variables }, { request, services });
    },
    handleUpgrade(request: IncomingMessage, connection: Duplex, head: Buffer): void {
      stampClientAddress(request, trustedProxies);
      socket.handleUpgrade(request, connection, head);
    },
    sockets: socket.counts,
    async close(): Promise<void> {
      await socket.close();
      await apollo.stop();
    },
  };
}
