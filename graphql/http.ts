import type { IncomingMessage, ServerResponse } from "node:http";
import { type ApolloServer, HeaderMap } from "@apollo/server";
import { isAppError } from "../server/core/errors";
import { readBody } from "../server/core/read-body";
import type { GraphQLContext } from "./context";

/** Documents of a pipeline are at most 1 MiB; JSON escapes and the rest of the request fit in as much again. */
const maxRequestBytes = 2 * 1024 * 1024;

/** Node's request and response around Apollo's transport-neutral handler. */
export async function handleGraphQLRequest(
  apollo: ApolloServer<GraphQLContext>,
  request: IncomingMessage,
  response: ServerResponse,
  context: () => Promise<GraphQLContext>,
): Promise<void> {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  const body = await parsedBody(request, response);
  if (body === undefined) return;
  const result = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method: (request.method ?? "GET").toUpperCase(),
      headers,
      search: new URL(request.url ?? "/", "http://localhost").search,
      body: body.value,
    },
    context,
  });
  for (const [name, value] of result.headers) response.setHeader(name, value);
  response.statusCode = result.status ?? 200;
  if (result.body.kind === "complete") {
    response.end(result.body.string);
    return;
  }
  for await (const chunk of result.body.asyncIterator) response.write(chunk);
  response.end();
}

/** The parsed JSON, or undefined after an answer has been sent. */
async function parsedBody(
  request: IncomingMessage,
  response: ServerResponse,
): Promise<{ value: unknown } | undefined> {
  if (request.method !== "POST") return { value: undefined };
  try {
    const text = await readBody(request, maxRequestBytes);
    // Apollo answers a missing or foreign content type itself; only JSON is ours to parse.
    if (!/^application\/([\w.-]+\+)?json\b/i.test(request.headers["content-type"] ?? ""))
      return { value: {} };
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    const tooLarge = isAppError(error) && error.code === "LIMIT_EXCEEDED";
    const message = tooLarge ? error.message : `The request body is not JSON: ${(error as Error).message}`;
    response.writeHead(tooLarge ? 413 : 400, {
      "content-type": "application/json; charset=utf-8",
      connection: "close",
    });
    response.end(
      JSON.stringify({
        errors: [{ message, extensions: { code: tooLarge ? "LIMIT_EXCEEDED" : "BAD_REQUEST" } }],
      }),
    );
    return undefined;
  }
}
