"use client";

import type { TadaDocumentNode } from "gql.tada";
import { useEffect, useRef, useState } from "react";
import { request } from "./client";
import { useErrorText } from "./use-error-text";

interface PagedRequest<Result> {
  data: Result | null;
  /** Of the first row of `data`, from 0. */
  offset: number;
  move(offset: number): void;
  busy: boolean;
  failure: string | null;
}

/** A query for one page at a time. `key` names what is paged through; null asks for nothing yet. */
export function usePagedRequest<Result, Variables extends Record<string, unknown>>(
  document: TadaDocumentNode<Result, Variables>,
  variables: (offset: number) => Variables,
  key: string | null,
): PagedRequest<Result> {
  const errorText = useErrorText();
  const [wanted, setWanted] = useState(0);
  const [page, setPage] = useState<{ data: Result; offset: number; key: string } | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const latest = useRef(variables);
  latest.current = variables;
  useEffect(() => {
    if (key === null) return;
    let current = true;
    setBusy(true);
    request(document, latest.current(wanted))
      .then((data) => {
        if (!current) return;
        setPage({ data, offset: wanted, key });
        setFailure(null);
      })
      .catch((error: unknown) => current && setFailure(errorText(error)))
      .finally(() => current && setBusy(false));
    return () => {
      current = false;
    };
  }, [document, key, wanted, errorText]);
  const shown = page?.key === key ? page : null;
  return { data: shown?.data ?? null, offset: shown?.offset ?? 0, move: setWanted, busy, failure };
}
