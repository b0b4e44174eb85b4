import type { Access } from "../server/accounts/access";
import type { AccountDeps } from "../server/accounts/account-deps";
import type { Clock } from "../server/core/clock";
import type { Database } from "../server/core/database";
import type { Logger } from "../server/core/logger";
import type { DatasetDeps } from "../server/datasets/dataset-deps";
import type { EventHub } from "../server/events/hub";
import type { PipelineDeps } from "../server/pipelines/pipeline-deps";

/** What the kernel hands to the API: the rooms' dependencies, each under its room's name. */
export interface Services {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly access: Access;
  readonly hub: EventHub;
  readonly accounts: AccountDeps;
  /** Whether GraphiQL is served. */
  readonly graphiql: boolean;
  readonly datasets: DatasetDeps;
  readonly pipelines: PipelineDeps;
}
