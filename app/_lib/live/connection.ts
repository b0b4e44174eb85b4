"use client";

import { type Client, createClient } from "graphql-ws";
import { leaveForSignIn } from "../leave-for-sign-in";
import { setConnectionState } from "./connection-state";
import { isSignedIn } from "./is-signed-in";

const PING_EVERY_MS = 10_000;
const PONG_WITHIN_MS = 5_000;
const LONGEST_WAIT_MS = 8_000;

/** Close codes by which the server says that a session ended, or that permissions changed. */
const ACCESS_CODES = new Set([4401, 4403]);

let client: Client | undefined;

/** The page's one WebSocket, opened with the first subscription and kept for as long as the page lives. */
export function getConnection(): Client {
  client ??= createClient({
    url: () => `${window.location.protocol === "https:" ? "wss" : "ws"}://${window.location.host}/graphql`,
    lazy: true,
    lazyCloseTimeout: 3_000,
    keepAlive: PING_EVERY_MS,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
    retryWait: waitBeforeRetry,
    on: watch(),
  });
  return client;
}

/** Longer with each try, scattered so that a restarted server is not met by everybody at once; at once when back online. */
function waitBeforeRetry(tries: number): Promise<void> {
  const longest = Math.min(LONGEST_WAIT_MS, 250 * 2 ** tries);
  return new Promise((resolve) => {
    const done = () => {
      window.removeEventListener("online", done);
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(done, longest / 2 + (Math.random() * longest) / 2);
    window.addEventListener("online", done);
  });
}

function watch(): NonNullable<Parameters<typeof createClient>[0]["on"]> {
  let socket: WebSocket | undefined;
  let pongTimer: ReturnType<typeof setTimeout> | undefined;
  return {
    connecting: (retrying) => setConnectionState(retrying ? "reconnecting" : "connecting"),
    connected: (opened) => {
      socket = opened as WebSocket;
      setConnectionState("connected");
    },
    // A line that is cut without a word looks open: a ping without an answer tells.
    ping: (received) => {
      if (!received) pongTimer = setTimeout(() => socket?.close(4408, "No answer to a ping"), PONG_WITHIN_MS);
    },
    pong: (received) => {
      if (received) clearTimeout(pongTimer);
    },
    closed: (event) => {
      clearTimeout(pongTimer);
      const { code } = event as CloseEvent;
      setConnectionState(code === 1000 ? "idle" : "reconnecting");
      if (!ACCESS_CODES.has(code)) return;
      void isSignedIn().then((signedIn) => {
        if (!signedIn) leaveForSignIn();
      });
    },
  };
}
