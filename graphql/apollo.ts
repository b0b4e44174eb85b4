import { ApolloServer } from "@apollo/server";
import { ApolloServerPluginLandingPageDisabled } from "@apollo/server/plugin/disabled";
import type { GraphQLSchema } from "graphql";
import type { Logger } from "../server/core/logger";
import type { GraphQLContext } from "./context";
import { formatError } from "./errors";
import { limitRules, maxTokens } from "./limits";
import { specStatus } from "./spec-status";

/** The HTTP side of the API. */
export function createApollo(schema: GraphQLSchema, logger: Logger): ApolloServer<GraphQLContext> {
  return new ApolloServer<GraphQLContext>({
    schema,
    validationRules: [...limitRules],
    parseOptions: { maxTokens },
    introspection: true,
    // server/kernel/identify.ts refuses cross-site requests that carry a cookie; without one there is nothing to forge.
    csrfPrevention: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    plugins: [specStatus, maskErrors(logger), ApolloServerPluginLandingPageDisabled()],
    persistedQueries: false,
    logger,
  });
}

/** Errors are formatted here rather than by `formatError`, which does not know the request they belong to. */
const maskErrors = (logger: Logger) => ({
  async requestDidStart() {
    return {
      async willSendResponse({
        response,
        errors,
        contextValue,
      }: import("@apollo/server").GraphQLRequestContextWillSendResponse<GraphQLContext>) {
        if (response.body.kind !== "single" || !response.body.singleResult.errors) return;
        const requestId = contextValue.request.requestId;
        response.body.singleResult.errors = response.body.singleResult.errors.map((formatted, index) =>
          formatError(formatted, errors?.[index], logger, requestId),
        );
      },
    };
  },
});
