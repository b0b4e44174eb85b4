"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { request } from "../../_lib/client";
import { graphql } from "../../_lib/graphql";
import { useSubscription } from "../../_lib/live/use-subscription";
import { type LogLine, parseLog } from "../log/log-line";

const RunLogEnd = graphql(`
  query RunLogEnd($id: ID!, $offset: Int!) {
    run(id: $id) {
      log(offset: $offset) { text offset nextOffset }
    }
  }
`);

const RunLog = graphql(`
  subscription RunLog($runId: ID!, $offset: Int!) {
    runLog(runId: $runId, offset: $offset) { text offset nextOffset }
  }
`);

/** Lines kept on the page; the whole log can be downloaded. */
const KEPT = 2_000;
/** Where reading begins: so many bytes before the log's end. */
const FIRST_BYTES = 128 * 1024;

interface LogPage {
  text: string;
  offset: number;
  nextOffset: number;
}

interface ShownLog {
  lines: readonly LogLine[];
  /** Earlier lines exist that are not among these. */
  cut: boolean;
}

/** The end of a run's log, growing live; after a dropped connection it goes on at the byte where it stopped. */
export function useRunLog(runId: string): ShownLog {
  const next = useRef(0);
  const [reading, setReading] = useState(false);
  const [log, setLog] = useState<ShownLog>({ lines: [], cut: false });
  const add = useCallback((page: LogPage) => {
    // Come a second time, after a reconnection.
    if (page.nextOffset <= next.current) return;
    const skipped = next.current === 0 && page.offset > 0;
    next.current = page.nextOffset;
    setLog(({ lines, cut }) => {
      const all = [...lines, ...parseLog(page.text, page.offset)];
      return { lines: all.slice(-KEPT), cut: cut || skipped || all.length > KEPT };
    });
  }, []);
  useEffect(() => {
    let current = true;
    request(RunLogEnd, { id: runId, offset: -FIRST_BYTES })
      .then((answer) => current && answer.run && add(answer.run.log))
      // The subscription begins at the start then.
      .catch(() => {})
      .finally(() => current && setReading(true));
    return () => {
      current = false;
    };
  }, [runId, add]);
  useSubscription(RunLog, {
    key: runId,
    variables: reading ? () => ({ runId, offset: next.current }) : null,
    onData: ({ runLog }) => add(runLog),
  });
  return log;
}
