import type { GraphQLError, GraphQLFormattedError } from "graphql";
import { type ErrorCode, isAppError } from "../server/core/errors";
import type { Logger } from "../server/core/logger";

/** Answered in `errors[]`: about the caller or the server, not about one field of the input. */
const topLevel = new Set<ErrorCode>([
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "RATE_LIMITED",
  "UNAVAILABLE",
  "INTERNAL",
]);

/** Whether a mutation tells it in its own `errors` list. */
export const isUserError = (code: ErrorCode): boolean => !topLevel.has(code);

/** Codes that GraphQL itself gives; their messages speak of the caller's document and may be shown. */
const documentCodes = new Set([
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "BAD_USER_INPUT",
  "BAD_REQUEST",
  "OPERATION_RESOLUTION_FAILURE",
  "PERSISTED_QUERY_NOT_SUPPORTED",
  "PERSISTED_QUERY_NOT_FOUND",
]);

/**
 * The one place where errors become answers. What the caller can act on keeps its code and message; anything else
 * is logged whole and answered with nothing but the request id to ask about.
 */
export function formatError(
  formatted: GraphQLFormattedError,
  error: unknown,
  logger: Logger,
  requestId: string,
): GraphQLFormattedError {
  const original = isGraphQLError(error) ? (error.originalError ?? error) : error;
  const { message, locations, path } = formatted;
  if (isAppError(original)) {
    const problems = original.problems.length > 0 ? { problems: original.problems } : {};
    return {
      message: original.message,
      locations,
      path,
      extensions: { ...original.details, ...problems, code: original.code, requestId },
    };
  }
  if (holdsZeroCharacter(original)) {
    const refusal = "Text may not hold the character U+0000.";
    return { message: refusal, locations, path, extensions: { code: "BAD_USER_INPUT", requestId } };
  }
  if (isPagingFault(original))
    return { message: original.message, locations, path, extensions: { code: "BAD_USER_INPUT", requestId } };
  const code = formatted.extensions?.code;
  const fromDocument = typeof code === "string" && documentCodes.has(code);
  // A GraphQLError without a cause was made by graphql or a scalar while reading the caller's own document.
  const aboutInput = isGraphQLError(error) && error.originalError === undefined;
  if (fromDocument || aboutInput) {
    const known = fromDocument ? code : "BAD_USER_INPUT";
    return { message, locations, path, extensions: { code: known, requestId } };
  }
  logger.error({ err: original, requestId, path }, "A resolver failed unexpectedly.");
  return {
    message: `Something went wrong on our side. If it happens again, tell an administrator this request id: ${requestId}`,
    locations,
    path,
    extensions: { code: "INTERNAL", requestId },
  };
}

/** By its name: with two copies of graphql in a process (bundles, test runners) instanceof sees only one's errors. */
const isGraphQLError = (error: unknown): error is GraphQLError =>
  error instanceof Error && error.name === "GraphQLError";

/** The schema builder's own class, for cursors and page sizes that are none; it has no code and the name of its parent. */
const isPagingFault = (error: unknown): error is Error =>
  error instanceof Error && error.constructor.name === "PothosValidationError";

/** PostgreSQL stores every character but one, and says so with this SQLSTATE. */
const holdsZeroCharacter = (error: unknown): boolean =>
  (error as { meta?: { driverAdapterError?: { cause?: { originalCode?: string } } } } | null)?.meta
    ?.driverAdapterError?.cause?.originalCode === "22021";
