"use client";

import type { TadaDocumentNode } from "gql.tada";
import { useCallback, useState } from "react";
import { request } from "./client";
import { useErrorText } from "./use-error-text";

/** One reason why a mutation was not carried out, as every payload lists them. */
export interface UserError {
  readonly code: string;
  readonly message: string;
  readonly path: readonly string[];
}

interface Mutation<Result, Variables> {
  /** The result, or null when it was refused or failed; why is then in `failure`, `code` and `errors`. */
  send(variables: Variables): Promise<Result | null>;
  busy: boolean;
  /** What went wrong and what to do, for people. */
  failure: string | null;
  code: string | null;
  errors: readonly UserError[];
  clear(): void;
}

interface Outcome {
  failure: string | null;
  code: string | null;
  errors: readonly UserError[];
}

const nothing: Outcome = { failure: null, code: null, errors: [] };

/** A mutation as a form uses it: busy while it runs, then its result or an explanation. */
export function useMutation<Result, Variables extends Record<string, unknown>>(
  document: TadaDocumentNode<Result, Variables>,
  errorsOf: (result: Result) => readonly UserError[],
): Mutation<Result, Variables> {
  const errorText = useErrorText();
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>(nothing);
  const clear = useCallback(() => setOutcome(nothing), []);
  const send = async (variables: Variables): Promise<Result | null> => {
    setBusy(true);
    setOutcome(nothing);
    try {
      const result = await request(document, variables);
      const errors = errorsOf(result);
      if (errors.length === 0) return result;
      setOutcome({ failure: errors.map(errorText).join(" "), code: errors[0]?.code ?? null, errors });
    } catch (error) {
      const { code } = error as { code?: string };
      setOutcome({ failure: errorText(error), code: code ?? null, errors: [] });
    } finally {
      setBusy(false);
    }
    return null;
  };
  return { send, busy, clear, ...outcome };
}
