import type { Logger } from "../core/logger";
import type { Registry } from "../core/registry";
import type { LiveRuns } from "../runs/live-runs";
import type { RunDeps } from "../runs/run-deps";
import type { OpenDatasetTable } from "./open-dataset-table";
import type { Operator, OperatorContext, OperatorTools } from "./operators/operator";
import type { PlanCache } from "./plan-cache";

/** What the verbs about pipelines need. */
export interface PipelineDeps extends RunDeps, OperatorTools {
  readonly operators: Registry<Operator>;
  readonly sql: OperatorContext["sql"];
  readonly plans: PlanCache;
  readonly datasetTable: OpenDatasetTable;
  /** The runs that work in this process. */
  readonly liveRuns: LiveRuns;
  readonly logger: Logger;
}
