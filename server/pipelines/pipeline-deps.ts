import type { Logger } from "../core/logger";
import type { Registry } from "../core/registry";
import type { RunDeps } from "../runs/run-deps";
import type { Operator, OperatorContext, OperatorTools } from "./operators/operator";
import type { PlanCache } from "./plan-cache";
import type { Table } from "./tables/table";

/** What the verbs about pipelines need. */
export interface PipelineDeps extends RunDeps, OperatorTools {
  readonly operators: Registry<Operator>;
  readonly sql: OperatorContext["sql"];
  readonly plans: PlanCache;
  /** A ready dataset's table; reading it stops when the signal fires. Throws NOT_FOUND. */
  readonly datasetTable: (
    datasetId: string,
    signal: AbortSignal,
  ) => Promise<Table & { readonly contentHash: string | null }>;
  readonly logger: Logger;
}
