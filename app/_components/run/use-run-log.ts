"use client";

import { useEffect, useRef, useState } from "react";
import { graphql } from "../../_lib/graphql";
import { useSubscription } from "../../_lib/live/use-subscription";
import { type LogLine, parseLog } from "../log/log-line";

const RunLog = graphql(`
  subscription RunLog($runId: ID!, $offset: Int!) {
    runLog(runId: $runId, offset: $offset) { text offset nextOffset }
  }
`);

/** Lines kept on the page; the whole log can be downloaded. */
const KEPT = 2_000;
/** Where reading begins: so far before the log's end, in bytes. */
const FIRST_BYTES = -128 * 1024;

/** The end of a run's log, growing live; after a dropped connection it goes on at the byte where it stopped. */
export function useRunLog(runId: string): { lines: readonly LogLine[]; cut: boolean } {
  const next = useRef<number | null>(null);
  const [log, setLog] = useState<{ lines: readonly LogLine[]; cut: boolean }>({ lines: [], cut: false });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another run begins an empty log
  useEffect(() => {
    next.current = null;
    setLog({ lines: [], cut: false });
  }, [runId]);
  useSubscription(RunLog, {
    key: runId,
    variables: () => ({ runId, offset: next.current ?? FIRST_BYTES }),
    onData: ({ runLog }) => {
      if (next.current !== null && runLog.nextOffset <= next.current) return;
      const first = next.current === null;
      next.current = runLog.nextOffset;
      const fresh = parseLog(runLog.text, runLog.offset);
      setLog(({ lines, cut }) => {
        const all = [...lines, ...fresh];
        return { lines: all.slice(-KEPT), cut: cut || (first && runLog.offset > 0) || all.length > KEPT };
      });
    },
  });
  return log;
}
