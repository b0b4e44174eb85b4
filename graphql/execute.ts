import { type DocumentNode, type ExecutionResult, GraphQLError, type GraphQLSchema, execute, parse, specifiedRules, validate } from "graphql";
import type { GraphQLContext } from "./context";
import { formatError } from "./errors";
import { limitRules, maxTokens } from "./limits";

export interface Operation {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
}

/** Documents of our own pages: few, and the same again and again. */
const maxCached = 500;

/**
 * Executes in process, as the pages do: the same schema, limits and masking as over HTTP, without the network.
 * @returns a function that never rejects; what went wrong is in the result's `errors`.
 */
export function createExecutor(schema: GraphQLSchema) {
  const documents = new Map<string, DocumentNode | readonly GraphQLError[]>();

  function prepared(query: string): DocumentNode | readonly GraphQLError[] {
    const cached = documents.get(query);
    if (cached) return cached;
    const fresh = prepare(schema, query);
    if (documents.size >= maxCached) documents.clear();
    documents.set(query, fresh);
    return fresh;
  }

  return async (operation: Operation, context: GraphQLContext): Promise<ExecutionResult> => {
    const document = prepared(operation.query);
    if (!("kind" in document)) return { errors: document };
    const result = await execute({
      schema,
      document,
      variableValues: operation.variables,
      operationName: operation.operationName,
      contextValue: context,
    });
    if (!result.errors) return result;
    const { log } = context.services;
    const errors = result.errors.map((error) => {
      const formatted = formatError(error.toJSON(), error, log, context.request.requestId);
      return new GraphQLError(formatted.message, { path: error.path, extensions: formatted.extensions });
    });
    return { ...result, errors };
  };
}

function prepare(schema: GraphQLSchema, query: string): DocumentNode | readonly GraphQLError[] {
  try {
    const document = parse(query, { maxTokens });
    const problems = validate(schema, document, [...specifiedRules, ...limitRules]);
    return problems.length > 0 ? problems : document;
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}
