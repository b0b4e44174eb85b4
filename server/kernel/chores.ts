import type { AccountDeps } from "../accounts/account-deps";
import { sweepAccounts } from "../accounts/sweep-accounts";
import type { Clock } from "../core/clock";
import type { Database } from "../core/database";
import { purgeIdempotencyKeys } from "../core/idempotency";
import type { DatasetDeps } from "../datasets/dataset-deps";
import { sweepDatasets } from "../datasets/sweep-datasets";
import type { Env } from "../env";
import { removeEndedJobs } from "../jobs/remove-ended-jobs";
import { removeExpiredFiles } from "../runs/remove-expired-files";
import type { RunDeps } from "../runs/run-deps";
import { sweepRunFolders } from "../runs/sweep-run-folders";
import type { Chore } from "./housekeeping";

interface ChoreDeps {
  readonly env: Env;
  readonly clock: Clock;
  readonly database: Database;
  readonly accounts: AccountDeps;
  readonly pipelines: RunDeps;
  readonly datasets: DatasetDeps;
}

const hour = 3_600_000;
const day = 24 * hour;

/** What is tidied while the server runs. */
export function chores({ env, clock, database, accounts, pipelines, datasets }: ChoreDeps): Chore[] {
  const keptSince = () => new Date(clock.now().getTime() - env.runRetentionDays * day);
  return [
    { name: "ended sessions and invitations", every: hour, run: () => sweepAccounts(accounts) },
    { name: "old idempotency keys", every: hour, run: () => purgeIdempotencyKeys(database, clock.now()) },
    {
      name: "files of runs past their time",
      every: hour,
      run: (signal) => removeExpiredFiles(pipelines, keptSince(), signal),
    },
    {
      name: "jobs that ended long ago",
      every: hour,
      run: (signal) => removeEndedJobs(database, keptSince(), signal),
    },
    { name: "folders that no run claims", every: day, run: () => sweepRunFolders(pipelines) },
    { name: "uploads and folders that no dataset claims", every: hour, run: () => sweepDatasets(datasets) },
  ];
}
