import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { handleProtocols, makeServer } from "graphql-ws";
import { type WebSocket, WebSocketServer } from "ws";
import type { AccessChange } from "../server/accounts/access";
import type { Clock } from "../server/core/clock";
import type { GraphQLContext } from "./context";
import { type Connection, closeCodes } from "./subscriptions/connection";
import { LiveGroups } from "./subscriptions/live-groups";
import { type ProtocolOptions, protocolHooks } from "./subscriptions/protocol";
import { serveSocket } from "./subscriptions/serve-socket";
import { watchAccess } from "./subscriptions/watch-access";

export interface SocketOptions extends ProtocolOptions {
  readonly clock: Clock;
  /** Whether the session or token behind a connection still stands. */
  readonly isAlive: (context: GraphQLContext) => Promise<boolean>;
  readonly onAccessChange: (listener: (change: AccessChange) => void) => () => void;
}

/** GraphQL over WebSocket (sub-protocol graphql-transport-ws) on somebody else's HTTP server. */
export interface GraphQLSocket {
  /** Takes over a connection that asks for an upgrade to /graphql. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** What runs now; `executions` counts what is executed once for all who subscribe to the same. */
  counts(): { connections: number; subscriptions: number; executions: number };
  /** Tells every client to come back later (1001) and waits until they are gone, two seconds at most. */
  close(): Promise<void>;
}

/** As over HTTP: a pipeline's document, escaped, and the rest of the request. */
const maxMessageBytes = 2 * 1024 * 1024;
const maxConnections = 10_000;
const farewellMs = 2_000;

export function createGraphQLSocket(options: SocketOptions): GraphQLSocket {
  const connections = new Map<WebSocket, Connection>();
  const groups = new LiveGroups<GraphQLContext>();
  // Compression costs about 300 KB and a thread hop a socket; events are small.
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: maxMessageBytes,
    perMessageDeflate: false,
    handleProtocols,
  });
  const protocol = makeServer(protocolHooks(options, { connections, groups }));
  const unwatch = watchAccess({ ...options, connections: () => connections.values() });

  return {
    handleUpgrade(request, socket, head) {
      if (server.clients.size >= maxConnections) {
        socket.end("HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        return;
      }
      server.handleUpgrade(request, socket, head, (client) =>
        serveSocket({ ...options, protocol }, client, request),
      );
    },
    counts() {
      let subscriptions = 0;
      for (const { operations } of connections.values()) subscriptions += operations.size;
      return { connections: connections.size, subscriptions, executions: groups.size };
    },
    async close() {
      unwatch();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const client of server.clients) client.close(closeCodes.goingAway, "Going away");
      const cancel = options.clock.after(farewellMs, () => {
        for (const client of server.clients) client.terminate();
      });
      await closed;
      cancel();
    },
  };
}
