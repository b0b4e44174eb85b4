import type { IncomingMessage } from "node:http";
import { type ExecutionArgs, type ExecutionResult, GraphQLError, type GraphQLSchema } from "graphql";
import type { ServerOptions } from "graphql-ws";
import { AppError, isAppError } from "../../server/core/errors";
import { newId } from "../../server/core/ids";
import type { Logger } from "../../server/core/logger";
import type { GraphQLContext } from "../context";
import { isValid, type Prepared } from "../documents";
import { formatError } from "../errors";
import { Connection } from "./connection";
import type { LiveGroups } from "./live-groups";
import type { OperationArgs } from "./operation";
import { socketOutlet } from "./outlet";
import type { SocketExtra } from "./serve-socket";
import { startSubscription } from "./start-subscription";

export interface ProtocolOptions {
  readonly schema: GraphQLSchema;
  /** The same parser, validation and limits as over HTTP. */
  readonly documents: (query: string) => Prepared;
  /**
   * Who connects: by `token` when the client sent one in its connection parameters, else by the request's own headers and
   * cookie. Throws an AppError for who is not let in.
   */
  readonly authenticate: (request: IncomingMessage, token: string | null) => Promise<GraphQLContext>;
  /** Throws when another site's page opened the socket with its visitor's cookies. */
  readonly requireSameSite: (request: IncomingMessage) => void;
  readonly logger: Logger;
}

interface Sockets {
  readonly connections: Map<SocketExtra["socket"], Connection>;
  readonly groups: LiveGroups<GraphQLContext>;
}

/** How many operations may run on one socket at a time. A page of the console has at most ten. */
export const maxOperations = 64;
const initTimeoutMs = 5_000;

type Hooks = ServerOptions<Record<string, unknown> | undefined, SocketExtra>;

/** What graphql-ws asks at each step of the protocol. Source: graphql-ws PROTOCOL.md, graphql-transport-ws. */
export function protocolHooks(options: ProtocolOptions, { connections, groups }: Sockets): Hooks {
  const { documents, schema, logger } = options;
  const requests = new WeakMap<ExecutionArgs, { id: string; query: string; connection: Connection }>();

  const format = (result: ExecutionResult, context: GraphQLContext) => ({
    ...result,
    errors: result.errors?.map((error) => masked(error, context.request.requestId)),
  });
  const masked = (error: GraphQLError, requestId: string) =>
    formatError(error.toJSON(), error, logger, requestId);

  return {
    connectionInitWaitTimeout: initTimeoutMs,

    async onConnect({ extra: { socket, request }, connectionParams }) {
      const context = await admitted(options, request, connectionParams?.token);
      // Who hung up meanwhile is gone for good: its close was told before this.
      if (context && socket.readyState === socket.OPEN)
        connections.set(socket, new Connection(socket, socketOutlet(socket, request.socket), context));
      return context !== null;
    },

    onSubscribe({ extra, subscriptions }, id, { query, operationName, variables }) {
      const connection = connections.get(extra.socket);
      if (!connection) throw new Error("An operation came before its connection was accepted.");
      if (Object.keys(subscriptions).length > maxOperations) return [tooMany()];
      const document = documents(query);
      if (!isValid(document)) return document;
      const args: OperationArgs = {
        schema,
        document,
        operationName,
        variableValues: variables,
        contextValue: operationContext(connection.context),
      };
      requests.set(args, { id, query, connection });
      return args;
    },

    async subscribe(args) {
      const request = requests.get(args);
      if (!request) throw new Error("A subscription that nobody asked for.");
      return startSubscription({ ...request, args: args as OperationArgs, groups, format });
    },

    onNext: (_socket, _id, _payload, { contextValue }, result) =>
      result.errors ? format(result, contextValue as GraphQLContext) : undefined,

    onError({ extra }, _id, _payload, errors) {
      const requestId = connections.get(extra.socket)?.context.request.requestId ?? newId();
      return errors.map((error) => masked(error, requestId));
    },

    onClose({ extra }) {
      connections.delete(extra.socket);
    },
  };
}

/** Null for who is not let in: nobody signed in, a token or cookie that is none, another site's page. */
async function admitted(
  { authenticate, requireSameSite, logger }: ProtocolOptions,
  request: IncomingMessage,
  token: unknown,
): Promise<GraphQLContext | null> {
  try {
    const own = typeof token === "string" && token !== "" ? token : null;
    // A page of another site can make a browser send its cookies, but no token that it does not have.
    if (own === null) requireSameSite(request);
    const context = await authenticate(request, own);
    return context.request.actor.kind === "anonymous" ? null : context;
  } catch (error) {
    if (!isAppError(error)) logger.error({ err: error }, "A socket could not be authenticated.");
    return null;
  }
}

/** Every operation has a request id of its own, as every HTTP request has. */
const operationContext = (context: GraphQLContext): GraphQLContext => ({
  ...context,
  request: { ...context.request, requestId: newId() },
});

function tooMany(): GraphQLError {
  const message = `A socket may run ${maxOperations} operations at a time; complete some first.`;
  return new GraphQLError(message, { originalError: new AppError("LIMIT_EXCEEDED", message) });
}
