"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { request } from "../../_lib/client";
import { useSubscription } from "../../_lib/live/use-subscription";
import { useErrorText } from "../../_lib/use-error-text";
import { hasEnded, type RunDetail } from "./run-fragment";
import { applyProgress, hasTurned, type RunProgress, RunProgressSubscription } from "./run-progress";
import { RunQuery } from "./run-query";

/** Turns come in flocks when operations are short; the run is read once for those of so long. */
const GATHER_MS = 120;

interface LiveRun {
  run: RunDetail | null;
  /** How far it has come; null before the first message and after the end. */
  progress: RunProgress | null;
  failure: string | null;
  /** Asks for the run anew, for example after something was saved from it. */
  reload(): void;
}

/**
 * A run, followed until it has ended. Every message of its progress is the whole of it, so a dropped connection leaves no
 * hole; whatever the progress does not carry (times, errors, results) is read when an operation or the run turns.
 */
export function useRun(runId: string, initial: RunDetail | null): LiveRun {
  const errorText = useErrorText();
  const [run, setRun] = useState<RunDetail | null>(initial?.id === runId ? initial : null);
  const [progress, setProgress] = useState<RunProgress | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
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
  const ended = run !== null && hasEnded(run);
  useSubscription(RunProgressSubscription, {
    key: runId,
    variables: known && !ended ? () => ({ runId }) : null,
    onData: ({ runProgress }) => {
      setProgress(runProgress);
      setRun((shown) => shown && applyProgress(shown, runProgress));
      if (run && hasTurned(run, runProgress)) timer.current ??= setTimeout(load, GATHER_MS);
    },
  });
  return { run, progress: ended ? null : progress, failure, reload: load };
}
