import { type ExecutionResult, execute, GraphQLError, type GraphQLSchema } from "graphql";
import type { GraphQLContext } from "./context";
import { createDocuments, isValid } from "./documents";
import { formatError } from "./errors";

export interface Operation {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
}

/**
 * Executes in process, as the pages do: the same schema, limits and masking as over HTTP, without the network.
 * @returns a function that never rejects; what went wrong is in the result's `errors`.
 */
export function createExecutor(schema: GraphQLSchema) {
  const documents = createDocuments(schema);
  return async (operation: Operation, context: GraphQLContext): Promise<ExecutionResult> => {
    const document = documents(operation.query);
    if (!isValid(document)) return { errors: document };
    const result = await execute({
      schema,
      document,
      variableValues: operation.variables,
      operationName: operation.operationName,
      contextValue: context,
    });
    if (!result.errors) return result;
    const { logger } = context.services;
    const errors = result.errors.map((error) => {
      const formatted = formatError(error.toJSON(), error, logger, context.request.requestId);
      return new GraphQLError(formatted.message, { path: error.path, extensions: formatted.extensions });
    });
    return { ...result, errors };
  };
}
