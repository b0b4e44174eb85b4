import type { Access } from "../accounts/access";
import type { Clock } from "../core/clock";
import type { DataFolder } from "../core/data-folder";
import type { Database } from "../core/database";
import type { Logger } from "../core/logger";
import type { ImportPool } from "./engine/import-task";
import type { Engine } from "./engine/open-engine";
import type { ImportLimits } from "./import-limits";

/** What the verbs about datasets need. */
export interface DatasetDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly access: Access;
  readonly logger: Logger;
  readonly folder: DataFolder;
  /** Reads strangers' files, in processes of its own. */
  readonly pool: ImportPool;
  /** Reads tables that were imported. */
  readonly reader: Engine;
  readonly limits: ImportLimits;
}
