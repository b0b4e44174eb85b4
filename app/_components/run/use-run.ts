"use client";

import { useEffect, useState } from "react";
import { request } from "../../_lib/client";
import { graphql } from "../../_lib/graphql";
import { useSubscription } from "../../_lib/live/use-subscription";
import { useErrorText } from "../../_lib/use-error-text";
import { hasEnded, type RunDetail, RunFragment } from "./run-fragment";
import { RunQuery } from "./run-query";

const RunProgress = graphql(
  `
    subscription RunProgress($runId: ID!) {
      runProgress(runId: $runId) { ...RunDetail }
    }
  `,
  [RunFragment],
);

interface LiveRun {
  run: RunDetail | null;
  failure: string | null;
  /** Asks for the run anew, for example after something was saved from it. */
  reload(): void;
}

/** A run as it stands, followed live until it has ended. Each message is the whole state, so none can be missed. */
export function useRun(runId: string, initial: RunDetail | null): LiveRun {
  const errorText = useErrorText();
  const [run, setRun] = useState<RunDetail | null>(initial);
  const [failure, setFailure] = useState<string | null>(null);
  const [asked, ask] = useState(0);
  const shown = run?.id === runId ? run : null;
  useEffect(() => {
    if (initial?.id === runId && asked === 0) return;
    let current = true;
    request(RunQuery, { id: runId })
      .then((answer) => current && setRun(answer.run))
      .catch((error: unknown) => current && setFailure(errorText(error)));
    return () => {
      current = false;
    };
  }, [runId, asked, initial, errorText]);
  useSubscription(RunProgress, {
    key: runId,
    variables: shown && hasEnded(shown) ? null : () => ({ runId }),
    onData: ({ runProgress }) => setRun(runProgress),
  });
  return { run: shown, failure, reload: () => ask((count) => count + 1) };
}
