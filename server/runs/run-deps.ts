import type { Access } from "../accounts/access";
import type { Clock } from "../core/clock";
import type { Database } from "../core/database";

/** What the verbs about runs need. */
export interface RunDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly access: Access;
  /** The folder of large objects; runs keep theirs in `runs/`. */
  readonly dataDir: string;
}
