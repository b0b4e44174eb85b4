"use client";

import type { TadaDocumentNode } from "gql.tada";
import { stringifyDocument } from "urql";
import { leaveForSignIn } from "../leave-for-sign-in";
import { PageError } from "../page-error";
import { getConnection } from "./connection";

/** After the server refused or broke a subscription, not the connection. */
const RETRY_MS = 4_000;

interface Sink<Result> {
  next(result: Result): void;
  /** The server said no; it is asked again after a while unless access or input is the reason. */
  error?(error: PageError): void;
}

/** Codes that asking again does not change. */
const final = new Set(["UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND", "BAD_USER_INPUT"]);

/**
 * Subscribes until the returned function is called. `variables` is asked anew for every (re)connection: a subscriber that
 * names the last sequence it has seen there goes on behind it, and misses nothing.
 */
export function subscribe<Result, Variables extends Record<string, unknown>>(
  document: TadaDocumentNode<Result, Variables>,
  variables: () => Variables,
  sink: Sink<Result>,
): () => void {
  const query = stringifyDocument(document);
  let stopped = false;
  let stop = () => {};
  let timer: ReturnType<typeof setTimeout> | undefined;
  const again = () => {
    if (!stopped) timer = setTimeout(start, RETRY_MS);
  };
  const start = () => {
    stop = getConnection().subscribe<Result>(
      {
        query,
        // Read whenever the message is written, which graphql-ws does once a connection.
        get variables() {
          return variables();
        },
      },
      {
        next: ({ data, errors }) => {
          if (data) sink.next(data);
          else if (errors) fail(errors);
        },
        error: fail,
        complete: () => {},
      },
    );
  };
  const fail = (reason: unknown) => {
    if (stopped) return;
    const error = toPageError(reason);
    if (error.code === "UNAUTHENTICATED") leaveForSignIn();
    if (error.code !== "NETWORK") sink.error?.(error);
    if (!final.has(error.code)) again();
  };
  start();
  return () => {
    stopped = true;
    clearTimeout(timer);
    stop();
  };
}

/** GraphQL errors come as a list; what concerns the connection as a close event or an Error. */
function toPageError(reason: unknown): PageError {
  const first = Array.isArray(reason)
    ? (reason[0] as { message?: string; extensions?: { code?: unknown } })
    : undefined;
  if (!first) return new PageError("NETWORK", "The live connection failed.");
  return new PageError(String(first.extensions?.code ?? "INTERNAL"), first.message ?? "");
}
