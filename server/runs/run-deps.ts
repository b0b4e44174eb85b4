import type { Access } from "../accounts/access";
import type { Clock } from "../core/clock";
import type { DataFolder } from "../core/data-folder";
import type { Database } from "../core/database";

/** What the verbs about runs need. */
export interface RunDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly access: Access;
  /** Where large objects live. */
  readonly folder: DataFolder;
}
