"use client";

import type { TadaDocumentNode } from "gql.tada";
import { useEffect, useRef } from "react";
import { subscribe } from "./subscribe";

interface SubscriptionOptions<Result, Variables> {
  /** Asked for every (re)connection; null subscribes to nothing. Changing `key` begins a new subscription. */
  variables: (() => Variables) | null;
  /** What the subscription is about, for example a run's id. */
  key: string;
  onData: (result: Result) => void;
}

/** A subscription for as long as the component is shown. `onData` and `variables` may be new functions on every render. */
export function useSubscription<Result, Variables extends Record<string, unknown>>(
  document: TadaDocumentNode<Result, Variables>,
  { variables, key, onData }: SubscriptionOptions<Result, Variables>,
): void {
  const latest = useRef({ variables, onData });
  latest.current = { variables, onData };
  const active = variables !== null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for what is subscribed to
  useEffect(() => {
    if (!active) return;
    const first = latest.current.variables;
    return subscribe(document, () => (latest.current.variables ?? first)!(), {
      next: (result) => latest.current.onData(result),
    });
  }, [document, key, active]);
}
