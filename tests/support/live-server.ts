import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import {
  GraphQLBoolean,
  GraphQLInt,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
} from "graphql";
import { type Client, createClient } from "graphql-ws";
import { WebSocket } from "ws";
import type { GraphQLContext } from "../../graphql/context";
import { createDocuments } from "../../graphql/documents";
import { jsonScalar } from "../../graphql/scalars";
import { permissionScope } from "../../graphql/subscriptions/permission-scope";
import { subscribeToLatest } from "../../graphql/subscriptions/subscribe-to-latest";
import { subscribeToStream } from "../../graphql/subscriptions/subscribe-to-stream";
import { createGraphQLSocket } from "../../graphql/ws";
import type { AccessChange } from "../../server/accounts/access";
import { type Clock, systemClock } from "../../server/core/clock";
import type { Database } from "../../server/core/database";
import { AppError } from "../../server/core/errors";
import { createLogger } from "../../server/core/logger";
import { appendEvents } from "../../server/events/append-events";
import type { StoredEvent } from "../../server/events/event";
import type { EventHub } from "../../server/events/hub";

interface LiveServerOptions {
  database: Database;
  hub: EventHub;
  clock?: Clock;
  /** One execution for all who hold the same role, as fields with a role's scope have it; else one each viewer. */
  shared?: boolean;
}

/**
 * The socket as the server mounts it, over a schema of three live fields. Tokens are the viewers' names; whom `denied`
 * holds may subscribe to nothing, whom `gone` holds has no session any more.
 */
export async function startLiveServer({
  database,
  hub,
  clock = systemClock,
  shared = true,
}: LiveServerOptions) {
  const denied = new Set<string>();
  const gone = new Set<string>();
  const roles = new Map<string, "viewer" | "editor">();
  const listeners = new Set<(change: AccessChange) => void>();
  const gauge = { value: 0, changed: new Set<() => void>() };
  let executions = 0;
  const logger = createLogger({ level: "silent" });

  const nameOf = ({ request: { actor } }: GraphQLContext) =>
    actor.kind === "user" ? actor.userId : "nobody";
  const roleOf = (context: GraphQLContext) => roles.get(nameOf(context)) ?? "viewer";
  const scopeOf = (context: GraphQLContext) =>
    permissionScope(context.request.actor, shared ? { namespaceId: "n", role: roleOf(context) } : undefined);
  const check = (context: GraphQLContext) => {
    if (denied.has(nameOf(context))) throw new AppError("FORBIDDEN", "You may not see this.");
  };
  const nonNull = { int: new GraphQLNonNull(GraphQLInt), string: new GraphQLNonNull(GraphQLString) };

  const event = new GraphQLObjectType<StoredEvent, GraphQLContext>({
    name: "Event",
    fields: {
      sequence: { type: nonNull.int },
      type: { type: nonNull.string },
      payload: { type: jsonScalar },
      role: { type: nonNull.string, resolve: (_event, _args, context) => roleOf(context) },
      broken: {
        type: GraphQLString,
        resolve: () => {
          throw new Error("secret detail");
        },
      },
    },
  });
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType<unknown, GraphQLContext>({
      name: "Query",
      fields: { me: { type: nonNull.string, resolve: (_root, _args, context) => nameOf(context) } },
    }),
    subscription: new GraphQLObjectType<unknown, GraphQLContext>({
      name: "Subscription",
      fields: {
        events: {
          type: event,
          args: {
            stream: { type: nonNull.string },
            after: { type: GraphQLInt },
            tag: { type: GraphQLBoolean },
          },
          subscribe: (_root, args, context) => {
            check(context);
            const { stream, after } = args as { stream: string; after?: number };
            return subscribeToStream({ database, hub }, { streamId: stream, after, scope: scopeOf(context) });
          },
          resolve: (value) => {
            executions += 1;
            return value;
          },
        },
        gauge: {
          type: nonNull.int,
          subscribe: (_root, _args, context) =>
            subscribeToLatest(clock, {
              key: "gauge",
              scope: scopeOf(context),
              read: () => gauge.value,
              onChange: (listener) => {
                gauge.changed.add(listener);
                return () => gauge.changed.delete(listener);
              },
            }),
          resolve: (value) => {
            executions += 1;
            return value;
          },
        },
        countdown: {
          type: nonNull.int,
          args: { from: { type: nonNull.int } },
          subscribe: async function* (_root, args, context) {
            check(context);
            for (let n = (args as { from: number }).from; n > 0; n--) yield n;
          },
          resolve: (value) => value,
        },
      },
    }),
  });

  const socket = createGraphQLSocket({
    schema,
    documents: createDocuments(schema),
    clock,
    logger,
    authenticate: async (request: IncomingMessage, token) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      const name = token ?? request.headers.cookie?.split("=")[1];
      if (!name) throw new AppError("UNAUTHENTICATED", "Who are you?");
      return {
        request: {
          actor: { kind: "user", userId: name, sessionId: `session-${name}`, instanceAdmin: false },
          requestId: "connection",
          ip: null,
          userAgent: null,
        },
        services: { logger, clock, database } as GraphQLContext["services"],
      };
    },
    requireSameSite: ({ headers }) => {
      if (headers.origin && new URL(headers.origin).host !== headers.host)
        throw new AppError("FORBIDDEN", "Another site.");
    },
    isAlive: async (context) => !gone.has(nameOf(context)),
    onAccessChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  });
  const server = createServer();
  const raws = new Set<Duplex>();
  server.on("upgrade", (request, raw, head) => {
    raws.add(raw);
    raw.once("close", () => raws.delete(raw));
    raw.on("error", () => raw.destroy());
    socket.handleUpgrade(request, raw, head);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  const clients: Client[] = [];

  return {
    url,
    socket,
    denied,
    gone,
    roles,
    gauge,
    executions: () => executions,
    accessChanged(change: AccessChange) {
      for (const listener of listeners) listener(change);
    },
    /** What the server holds in user space for peers that do not read. */
    heldBytes: () => [...raws].reduce((sum, raw) => sum + raw.writableLength, 0),
    appendPayload: (stream: string, payload: Record<string, unknown>) =>
      database.transaction(async (tx) =>
        appendEvents(tx, { id: stream, kind: "test", namespaceId: null }, [
          { type: "Happened", payload, actor: "system:test", at: new Date() },
        ]),
      ),
    append: (stream: string, ...ns: number[]) =>
      database.transaction(async (tx) =>
        appendEvents(
          tx,
          { id: stream, kind: "test", namespaceId: null },
          ns.map((n) => ({ type: "Happened", payload: { n }, actor: "system:test", at: new Date() })),
        ),
      ),
    connect(name: string): Client {
      const client = createClient({
        url,
        webSocketImpl: WebSocket,
        connectionParams: { token: name },
        retryAttempts: 0,
        lazy: true,
      });
      clients.push(client);
      return client;
    },
    async close() {
      for (const client of clients) await client.dispose();
      await socket.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type LiveServer = Awaited<ReturnType<typeof startLiveServer>>;
