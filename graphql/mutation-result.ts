import { isAppError, type Problem } from "../server/core/errors";
import { builder } from "./builder";
import { isUserError } from "./errors";

/** One thing that keeps a mutation from being done, as its payload tells it. */
export interface UserError {
  readonly code: string;
  readonly message: string;
  readonly path: readonly string[];
  readonly line: number | null;
  readonly column: number | null;
}

export const UserErrorType = builder.objectRef<UserError>("UserError").implement({
  description: "Why a mutation was not carried out: what is wrong, where, and what to do about it.",
  fields: (t) => ({
    code: t.exposeString("code", { description: "Stable; decide by this, never by the message." }),
    message: t.exposeString("message"),
    path: t.exposeStringList("path", { description: "Where in the input." }),
    line: t.exposeInt("line", { nullable: true, description: "Line in a document, from 1." }),
    column: t.exposeInt("column", { nullable: true, description: "Column in a document, from 1." }),
  }),
});

export type MutationResult<Value> = { value: Value | null; errors: readonly UserError[] };

/** Runs a verb; what a user can run into becomes `errors`, everything else is thrown on. */
export async function attempt<Value>(verb: () => Promise<Value>): Promise<MutationResult<Value>> {
  try {
    return { value: await verb(), errors: [] };
  } catch (error) {
    if (!isAppError(error) || !isUserError(error.code)) throw error;
    const problems: readonly Problem[] =
      error.problems.length > 0 ? error.problems : [{ code: error.code, message: error.message }];
    return { value: null, errors: problems.map(toUserError) };
  }
}

export const toUserError = (problem: Problem): UserError => ({
  code: problem.code,
  message: problem.message,
  path: (problem.path ?? []).map(String),
  line: problem.line ?? null,
  column: problem.column ?? null,
});
