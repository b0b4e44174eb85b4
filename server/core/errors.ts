/** Every code a caller may meet. Clients and pages decide by code, never by message. */
export type ErrorCode =
  | "UNAUTHENTICATED"
  | "FORBIDDEN"
  | "RATE_LIMITED"
  | "BAD_USER_INPUT"
  | "NOT_FOUND"
  | "ALREADY_EXISTS"
  | "ILLEGAL_TRANSITION"
  | "STALE_WRITE"
  | "STALE_FENCE"
  | "REFERENCED"
  | "LIMIT_EXCEEDED"
  | "IDEMPOTENCY_MISMATCH"
  | "IDEMPOTENCY_CONFLICT"
  | "CANCELLED"
  | "TIMED_OUT"
  | "UNAVAILABLE"
  | "INTERNAL";

/** One thing wrong with what the caller sent: where it is, and what to do about it. */
export interface Problem {
  code: string;
  message: string;
  /** Path into the input, for example ["operations", 0, "type"]. */
  path?: ReadonlyArray<string | number>;
  /** Position in a document, both from 1. */
  line?: number;
  column?: number;
}

/**
 * An error whose message is meant for the caller. Two module instances of this file can exist in one process
 * (server and Next bundle), so recognise it with `isAppError`, never with instanceof.
 */
export class AppError extends Error {
  readonly isAppError = true;
  readonly code: ErrorCode;
  readonly problems: readonly Problem[];
  /** Facts for machines, for example { retryAfterMs: 1200 }. Never secrets. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    message: string,
    options: { problems?: readonly Problem[]; details?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.problems = options.problems ?? [];
    this.details = options.details ?? {};
  }
}

export function isAppError(error: unknown): error is AppError {
  return (
    typeof error === "object" && error !== null && (error as { isAppError?: unknown }).isAppError === true
  );
}

export function hasCode(error: unknown, code: ErrorCode): boolean {
  return isAppError(error) && error.code === code;
}

/** The answer for a missing thing and for a thing of another namespace: the two must not differ. */
export const notFound = (thing: string, id: string) => new AppError("NOT_FOUND", `No ${thing} "${id}" here.`);

export const badInput = (message: string, problems?: readonly Problem[]) =>
  new AppError("BAD_USER_INPUT", message, { problems });

/** Whatever was thrown, as an Error. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error
    ? thrown
    : new Error(typeof thrown === "string" ? thrown : JSON.stringify(thrown));
}
