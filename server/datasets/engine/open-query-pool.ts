import { availableParallelism } from "node:os";
import { ProcessPool } from "./process-pool";
import type { QueryPool } from "./query-task";

/** The processes that run people's queries: few, as each may take two threads and a gigabyte. */
export function openQueryPool(): QueryPool {
  const worker = new URL("./query.worker.ts", import.meta.url);
  const size = Math.min(8, Math.max(2, availableParallelism()));
  return new ProcessPool({ worker, size, idleMillis: 60_000 });
}
