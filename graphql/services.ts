import type { Clock } from "../server/core/clock";
import type { Database } from "../server/core/database";
import type { Logger } from "../server/core/logger";
import type { Access } from "../server/accounts/access";

/** What the kernel hands to the API: the rooms' dependencies, each under its room's name. */
export interface Services {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly access: Access;
}
