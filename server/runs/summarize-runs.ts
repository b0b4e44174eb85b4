import type { Context } from "../core/context";
import { earliestId } from "../core/earliest-id";
import { badInput } from "../core/errors";
import type { RunDeps } from "./run-deps";

const MAX_BUCKETS = 100;

export interface RunCounts {
  readonly succeeded: number;
  readonly failed: number;
  readonly cancelled: number;
}

export interface RunSummary extends RunCounts {
  /** Runs made in the span, whatever became of them. */
  readonly total: number;
  /** Waiting or running at this moment, whenever they were made. */
  readonly active: number;
  /** The span in equal parts, oldest first, by the time the runs were made. */
  readonly buckets: readonly (RunCounts & { readonly from: Date })[];
}

/**
 * Counts a namespace's runs of the time from `since` until now. @throws FORBIDDEN, NOT_FOUND, BAD_USER_INPUT
 */
export async function summarizeRuns(
  { database, access, clock }: Pick<RunDeps, "database" | "access" | "clock">,
  context: Context,
  { namespaceId, since, buckets }: { namespaceId: string; since: Date; buckets: number },
): Promise<RunSummary> {
  await access.require(context, "run:read", namespaceId);
  const now = clock.now().getTime();
  const span = now - since.getTime();
  if (!(span > 0)) throw badInput("The time to sum up begins before now.");
  if (!Number.isInteger(buckets) || buckets < 1 || buckets > MAX_BUCKETS) {
    throw badInput(`A summary has 1 to ${MAX_BUCKETS} parts.`);
  }
  const edges = Array.from(
    { length: buckets },
    (_, part) => new Date(since.getTime() + (span * part) / buckets),
  );
  const count = async (from: Date, to: Date | undefined) => {
    const groups = await database.client.run.groupBy({
      by: ["status"],
      where: { namespaceId, id: { gte: earliestId(from), lt: to && earliestId(to) } },
      _count: true,
    });
    return new Map(groups.map(({ status, _count }) => [status, _count]));
  };
  const parts = await Promise.all(edges.map((from, part) => count(from, edges[part + 1])));
  const active = await database.client.run.count({
    where: { namespaceId, status: { in: ["QUEUED", "RUNNING", "CANCELLING"] } },
  });
  const sum = (status: string) => parts.reduce((total, part) => total + (part.get(status) ?? 0), 0);
  return {
    total: parts.reduce((total, part) => total + [...part.values()].reduce((a, b) => a + b, 0), 0),
    succeeded: sum("SUCCEEDED"),
    failed: sum("FAILED"),
    cancelled: sum("CANCELLED"),
    active,
    buckets: parts.map((part, index) => ({
      from: edges[index]!,
      succeeded: part.get("SUCCEEDED") ?? 0,
      failed: part.get("FAILED") ?? 0,
      cancelled: part.get("CANCELLED") ?? 0,
    })),
  };
}
