"use client";

import type { TadaDocumentNode } from "gql.tada";
import { Client, fetchExchange } from "urql";
import { leaveForSignIn } from "./leave-for-sign-in";
import { PageError } from "./page-error";

// No cache exchange: pages hold what they show, and subscriptions tell them when it has changed.
const client = new Client({
  url: "/graphql",
  exchanges: [fetchExchange],
  preferGetMethod: false,
  requestPolicy: "network-only",
});

/**
 * Sends one query or mutation from the browser. Throws a PageError with the server's code; without a session it leaves
 * for the sign-in page, which leads back here.
 */
export async function request<Result, Variables extends Record<string, unknown>>(
  document: TadaDocumentNode<Result, Variables>,
  variables: Variables,
): Promise<Result> {
  const writes = document.definitions.some((part) => "operation" in part && part.operation === "mutation");
  const operation = writes
    ? client.mutation<Result, Variables>(document, variables)
    : client.query<Result, Variables>(document, variables);
  const { data, error } = await operation.toPromise();
  if (!error) return data as Result;
  const first = error.graphQLErrors[0];
  if (!first) throw new PageError("NETWORK", error.message);
  const code = String(first.extensions?.code ?? "INTERNAL");
  if (code === "UNAUTHENTICATED") leaveForSignIn();
  const reference = first.extensions?.requestId;
  throw new PageError(code, first.message, typeof reference === "string" ? reference : undefined);
}
