import { createAccess } from "./accounts/access";
import { createAccountDeps } from "./accounts/account-deps";
import { defaultAccountSettings } from "./accounts/account-settings";
import { createAuthOptions } from "./accounts/auth-options";
import { type Clock, systemClock } from "./core/clock";
import { createLogger } from "./core/logger";
import { type Random, systemRandom } from "./core/random";
import { createRegistry } from "./core/registry";
import { migrate } from "./database/migrate";
import { openQueryPool } from "./datasets/engine/open-query-pool";
import { createQueryTables } from "./datasets/engine/query-tables";
import { importDatasetJob } from "./datasets/import-dataset-job";
import { openDatasets } from "./datasets/open-datasets";
import { openDatabase } from "./db";
import type { Env } from "./env";
import { connectHub } from "./events/connect-hub";
import { EventHub } from "./events/hub";
import type { JobKind } from "./jobs/job-kind";
import { createWorker } from "./jobs/worker";
import { chores } from "./kernel/chores";
import { createFilesEndpoint } from "./kernel/files-endpoint";
import { openGraphQLEndpoint } from "./kernel/graphql-endpoint";
import { keepHouse } from "./kernel/housekeeping";
import { releaseAll } from "./kernel/release-all";
import { openDatasetTable } from "./pipelines/open-dataset-table";
import { operators } from "./pipelines/operators/registry";
import { createPlanCache } from "./pipelines/plan-cache";
import { runPipelineJob } from "./pipelines/run-pipeline-job";
import { createProgressBus } from "./progress/progress-bus";
import { LiveRuns } from "./runs/live-runs";
import { createSandbox } from "./sandbox/create-sandbox";
import { countEvents } from "./telemetry/count-events";
import { countJobs } from "./telemetry/count-jobs";
import { measureProgress } from "./telemetry/measure-progress";
import { addGauge, createMetrics } from "./telemetry/metrics";

/** What a test replaces. */
export interface Surroundings {
  readonly clock?: Clock;
  readonly random?: Random;
}

export type Kernel = Awaited<ReturnType<typeof openKernel>>;

/** Builds every service once and hands it out. Nothing runs before `start`. */
export async function openKernel(
  env: Env,
  { clock = systemClock, random = systemRandom }: Surroundings = {},
) {
  const logger = createLogger({ level: env.logLevel });
  const applied = await migrate(env.databaseUrl);
  if (applied.length > 0) logger.info({ applied }, "Migrated the database.");

  const metrics = createMetrics();
  const database = await openDatabase(env.databaseUrl);
  const stopCounting = [countEvents(database, metrics), countJobs(database, metrics)];
  const hub = new EventHub();
  const disconnectHub = connectHub({ database, hub, url: env.databaseUrl, clock, random, logger });
  const access = createAccess(database, clock);
  const accounts = createAccountDeps({
    database,
    clock,
    access,
    settings: { ...defaultAccountSettings, registration: env.registration },
  });
  const datasets = await openDatasets(
    { database, clock, access, logger },
    { dataDir: env.dataDir, limits: { maxBytes: env.maxUploadBytes } },
  );
  const progress = createProgressBus(clock);
  measureProgress(metrics, progress);
  const sandbox = createSandbox();
  const queries = openQueryPool();
  const pipelines = {
    database,
    clock,
    access,
    folder: datasets.folder,
    logger,
    sandbox,
    operators,
    sql: createQueryTables(queries),
    plans: createPlanCache(),
    liveRuns: new LiveRuns(progress, logger),
    datasetTable: openDatasetTable(datasets),
  };
  const services = {
    database,
    clock,
    logger,
    access,
    hub,
    accounts,
    graphiql: env.graphiql,
    datasets,
    pipelines,
  };
  const auth = { accounts, secret: env.authSecret, publicUrl: env.publicUrl };
  const graphql = await openGraphQLEndpoint(services, auth, env.trustedProxies);

  const kinds = createRegistry<JobKind>("job kind", [
    runPipelineJob(pipelines) as JobKind,
    importDatasetJob(datasets) as JobKind,
  ]);
  const worker = createWorker(
    { database, logger, clock, random, url: env.databaseUrl },
    { kinds, concurrency: env.workerConcurrency },
  );

  addGauge(metrics, "signalbox_jobs_running", "Jobs this process is running.", () => worker.running);
  addGauge(metrics, "signalbox_sockets", "Open WebSockets.", () => graphql.sockets().connections);
  addGauge(metrics, "signalbox_subscriptions", "Open subscriptions.", () => graphql.sockets().subscriptions);
  addGauge(
    metrics,
    "signalbox_executions",
    "What all subscriptions together execute.",
    () => graphql.sockets().executions,
  );
  let stopChores = async () => {};

  return {
    env,
    logger,
    metrics,
    services,
    graphql,
    files: createFilesEndpoint({ auth, accounts, datasets }),
    authOptions: createAuthOptions(auth, logger),

    async start(): Promise<void> {
      if (env.workerConcurrency > 0) await worker.start();
      stopChores = keepHouse(
        { clock, logger },
        chores({ env, clock, database, accounts, pipelines, datasets }),
      );
    },

    /** Why the process should get no requests now; null when it should. */
    async notReady(): Promise<string | null> {
      try {
        await database.client.$queryRawUnsafe("SELECT 1");
        return null;
      } catch (error) {
        logger.error({ err: error }, "The database does not answer.");
        return "The database does not answer.";
      }
    },

    /** Lets go of everything, the newest first. */
    async stop(): Promise<void> {
      await releaseAll(logger, [
        stopChores,
        async () => {
          if (env.workerConcurrency > 0) await worker.drain(env.drainMs);
        },
        graphql.close,
        () => progress.close(),
        () => sandbox.close(),
        () => queries.close(),
        () => datasets.close(),
        disconnectHub,
        ...stopCounting,
        () => database.close(),
      ]);
    },
  };
}
