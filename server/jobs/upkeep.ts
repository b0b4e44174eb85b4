import type { Clock } from "../core/clock";
import type { Database } from "../core/database";
import { toError } from "../core/errors";
import type { Logger } from "../core/logger";
import { expireLanes } from "../lanes/expire-lanes";
import { lanesUnsettled } from "../lanes/lane-news";
import { settleLanes } from "../lanes/settle-lanes";
import { wakeAdmitted } from "./lane-work";
import { reclaimExpired, reclaimFromWorkers } from "./reclaim-jobs";

interface UpkeepDeps {
  database: Database;
  clock: Clock;
  logger: Logger;
}

/** Gives back what crashed holders left: jobs whose worker is gone or whose lease ran out, and places in lanes. */
export async function upkeep(
  { database, clock }: UpkeepDeps,
  deadWorkers: () => Promise<string[]>,
): Promise<void> {
  const now = clock.now();
  await reclaimFromWorkers(database, now, await deadWorkers());
  await reclaimExpired(database, now);
  await database.transaction(async (tx) => wakeAdmitted(tx, (await expireLanes(tx, now)).admitted, now));
  await settleOnce({ database, clock });
}

/** Settles lanes whenever a transaction of this process left some unsettled. @returns what stops it. */
export function keepLanesSettled({ database, clock, logger }: UpkeepDeps): () => Promise<void> {
  let settling: Promise<void> | null = null;
  let again = false;
  let stopped = false;
  function settle(): void {
    again = true;
    if (stopped || settling) return;
    again = false;
    settling = settleOnce({ database, clock })
      .catch((error) =>
        logger.error({ err: toError(error) }, "could not settle lanes; the next heartbeat tries again"),
      )
      .then(() => {
        settling = null;
        if (again) settle();
      });
  }
  const deafen = database.on(lanesUnsettled, settle);
  return async () => {
    stopped = true;
    deafen();
    await settling;
  };
}

function settleOnce({ database, clock }: Pick<UpkeepDeps, "database" | "clock">): Promise<void> {
  return database.transaction(async (tx) => {
    const now = clock.now();
    await wakeAdmitted(tx, (await settleLanes(tx, now)).admitted, now);
  });
}
