import type { ApolloServerPlugin } from "@apollo/server";
import type { GraphQLContext } from "./context";

/** The request itself was understood; what is wrong is the document in it, or its variables. */
const aboutDocument = new Set<unknown>([
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "BAD_USER_INPUT",
]);

/**
 * GraphQL over HTTP: a request that is well-formed JSON is answered with 200 when the client asked for
 * `application/json`, even if the document does not parse, validate or coerce; Apollo says 400.
 * Source: GraphQL over HTTP specification, section 6.4.1.
 */
export const specStatus: ApolloServerPlugin<GraphQLContext> = {
  async requestDidStart() {
    return {
      async willSendResponse({ request, response }) {
        const accepts = request.http?.headers.get("accept") ?? "";
        if (accepts.includes("application/graphql-response+json")) return;
        if (response.body.kind !== "single" || response.http.status !== 400) return;
        const codes = response.body.singleResult.errors?.map(({ extensions }) => extensions?.code) ?? [];
        if (codes.every((code) => aboutDocument.has(code))) response.http.status = 200;
      },
    };
  },
};
