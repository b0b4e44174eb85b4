import { systemContext } from "../../server/core/context";
import { newId } from "../../server/core/ids";
import { lastSequence } from "../../server/events/read-events";
import { tailEvents } from "../../server/events/tail-events";
import { type LogPage, readRunLog } from "../../server/runs/read-run-log";
import { runEvents } from "../../server/runs/run-events";
import type { Services } from "../services";
import { type LiveSource, liveSource, type Numbered } from "./live-source";

interface LogSubscription {
  readonly runId: string;
  /** The `offset` argument: bytes that the subscriber has. */
  readonly offset: number | null | undefined;
  /** From `permissionScope`. */
  readonly scope: string;
}

/**
 * Follows a run's log; ask for the permission first: one reading serves all who may see it. A page's number is the offset behind it, so a reader
 * that comes back goes on where it was.
 */
export function subscribeToLog(
  services: Services,
  { runId, offset, scope }: LogSubscription,
): LiveSource<LogPage> {
  const { database, hub, pipelines } = services;
  const reader = systemContext("live log", newId());
  const read = async (from: number): Promise<Numbered<LogPage>[]> => {
    const page = await readRunLog(pipelines, reader, { runId, offset: from });
    return page.nextOffset > from ? [{ sequence: page.nextOffset, from: page.offset, value: page }] : [];
  };
  return liveSource({
    key: `log:${runId}`,
    scope,
    after: Math.max(0, offset ?? 0),
    feed: {
      position: async () => (await readRunLog(pipelines, reader, { runId, offset: 0, limit: 1 })).size,
      read,
      async *follow(from, signal) {
        let at = from;
        const streamId = runEvents.stream({ id: runId, namespaceId: null }).id;
        // Every event of the run is a reason to look: the log's own, and the end that writes its last line.
        const start = Math.max(0, (await lastSequence(database.client, streamId)) - 1);
        for await (const _events of tailEvents({ database, hub }, streamId, start, signal)) {
          for (let page = await read(at); page[0]; page = await read(at)) {
            at = page[0].sequence;
            yield page;
          }
        }
      },
    },
  });
}
