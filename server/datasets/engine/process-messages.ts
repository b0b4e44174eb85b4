import { AppError, type ErrorCode, isAppError, type Problem, toError } from "../../core/errors";

/** What a process of a pool is told, and what it answers. */
export type ToProcess<Task> = { readonly task: Task };
export type FromProcess =
  | { readonly type: "ready" }
  | { readonly type: "progress"; readonly done: number }
  | { readonly type: "result"; readonly result: unknown }
  | { readonly type: "failure"; readonly failure: ProcessFailure };

/** An error on its way between processes. */
export interface ProcessFailure {
  /** An AppError's code, or null for what nobody foresaw. */
  readonly code: string | null;
  readonly message: string;
  readonly problems: readonly Problem[];
  readonly stack?: string;
  /** The process cannot stop what it does and has to be killed. */
  readonly fatal?: boolean;
}

export function asFailure(error: unknown): ProcessFailure {
  if (isAppError(error)) return { code: error.code, message: error.message, problems: error.problems };
  const { message, stack } = toError(error);
  return { code: null, message: message.slice(0, 2_000), problems: [], stack: stack?.slice(0, 4_000) };
}

export function asError({ code, message, problems, stack }: ProcessFailure): Error {
  if (code) return new AppError(code as ErrorCode, message, { problems });
  const error = new Error(message);
  if (stack) error.stack = stack;
  return error;
}
