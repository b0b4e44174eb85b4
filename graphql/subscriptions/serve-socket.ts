import type { IncomingMessage } from "node:http";
import { CloseCode, type Server } from "graphql-ws";
import type { WebSocket } from "ws";
import type { Clock } from "../../server/core/clock";
import type { Logger } from "../../server/core/logger";

/** What the protocol's hooks know of a socket. */
export interface SocketExtra {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
}

interface Serve {
  readonly protocol: Server<SocketExtra>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A peer that has not answered a ping when the next one is due is taken for gone. */
const keepAliveMs = 12_000;

/**
 * Beyond this many bytes of answers that the peer has not taken, nothing more is read from it: who asks (a ping may bring,
 * and gets back, two megabytes) without listening would fill the server's memory, signed in or not.
 */
const unreadAt = 4 * 1024 * 1024;

/** Joins one WebSocket to graphql-ws, for as long as it lives. */
export function serveSocket(
  { protocol, clock, logger }: Serve,
  socket: WebSocket,
  request: IncomingMessage,
): void {
  const stopPinging = keepAlive(socket, clock);
  // Broken frames and frames beyond the limit: ws closes with the code that says so.
  socket.on("error", (error) => logger.debug({ err: error }, "A WebSocket broke the protocol."));

  const closed = protocol.opened(
    {
      protocol: socket.protocol,
      send: (data) =>
        new Promise((resolve, reject) => {
          if (socket.readyState !== socket.OPEN) return resolve();
          socket.send(data, (error) => {
            if (socket.isPaused && socket.bufferedAmount <= unreadAt) socket.resume();
            if (error) reject(error);
            else resolve();
          });
          if (socket.bufferedAmount > unreadAt) socket.pause();
        }),
      close: (code, reason) => socket.close(code, reason),
      onMessage: (listener) => {
        socket.on("message", (data) => {
          listener(String(data)).catch((error) => {
            if (socket.readyState !== socket.OPEN) return;
            if (isClientsFault(error)) return socket.close(CloseCode.BadRequest, "Invalid message received");
            logger.error({ err: error }, "A WebSocket message failed unexpectedly.");
            socket.close(CloseCode.InternalServerError, "Internal server error");
          });
        });
      },
    },
    { socket, request },
  );
  socket.once("close", (code, reason) => {
    stopPinging();
    closed(code, String(reason)).catch((error) => logger.error({ err: error }, "A WebSocket closed badly."));
  });
}

/** A message that only servers send: graphql-ws throws for it as it does for failures of ours. */
const isClientsFault = (error: unknown): boolean =>
  error instanceof Error && error.message.startsWith("Unexpected message of type");

function keepAlive(socket: WebSocket, clock: Clock): () => void {
  let answered = true;
  let cancel = () => {};
  socket.on("pong", () => {
    answered = true;
  });
  const beat = () => {
    if (!answered) return socket.terminate();
    answered = false;
    if (socket.readyState === socket.OPEN) socket.ping();
    cancel = clock.after(keepAliveMs, beat);
  };
  cancel = clock.after(keepAliveMs, beat);
  return () => cancel();
}
