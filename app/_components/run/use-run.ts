"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { request } from "../../_lib/client";
import { graphql } from "../../_lib/graphql";
import { useSubscription } from "../../_lib/live/use-subscription";
import { useErrorText } from "../../_lib/use-error-text";
import { applyProgress, type StepProgress } from "./apply-progress";
import { hasEnded, type RunDetail } from "./run-fragment";
import { RunQuery } from "./run-query";

const RunEvents = graphql(`
  subscription RunEvents($runId: ID!, $after: Int!) {
    runEvents(runId: $runId, after: $after) { sequence type payload }
  }
`);

/** Events come in flocks; the run is read once for those of so long. */
const GATHER_MS = 120;

/** Events that tell nothing of the run but what they carry themselves. */
const selfContained = new Set(["StepProgress", "LogAppended"]);

interface LiveRun {
  run: RunDetail | null;
  failure: string | null;
  /** Asks for the run anew, for example after something was saved from it. */
  reload(): void;
}

/**
 * A run as it stands, followed by its events until it has ended. An event of weight is a reason to read the run again, so
 * that what is shown is always the server's own state; the rapid ones in between move the counts directly.
 */
export function useRun(runId: string, initial: RunDetail | null): LiveRun {
  const errorText = useErrorText();
  const [run, setRun] = useState<RunDetail | null>(initial?.id === runId ? initial : null);
  const [failure, setFailure] = useState<string | null>(null);
  const lastSequence = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const alive = useRef(true);
  const load = useCallback(async () => {
    timer.current = undefined;
    try {
      const answer = await request(RunQuery, { id: runId });
      if (alive.current) setRun(answer.run);
    } catch (error) {
      if (alive.current) setFailure(errorText(error));
    }
  }, [runId, errorText]);
  useEffect(() => {
    alive.current = true;
    return () => {
      alive.current = false;
      clearTimeout(timer.current);
    };
  }, []);
  const known = run !== null;
  useEffect(() => {
    if (!known) void load();
  }, [known, load]);
  useSubscription(RunEvents, {
    key: runId,
    variables: run && hasEnded(run) ? null : () => ({ runId, after: lastSequence.current }),
    onData: ({ runEvents: event }) => {
      if (event.sequence <= lastSequence.current) return;
      lastSequence.current = event.sequence;
      if (event.type === "StepProgress") {
        setRun((shown) => shown && applyProgress(shown, event.payload as StepProgress));
      }
      if (!selfContained.has(event.type)) timer.current ??= setTimeout(load, GATHER_MS);
    },
  });
  return { run, failure, reload: load };
}
