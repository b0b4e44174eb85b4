import { expect, test } from "vitest";
import { jobsSettled } from "../../../server/jobs/job-news";
import { countJobs } from "../../../server/telemetry/count-jobs";
import { createMetrics } from "../../../server/telemetry/metrics";
import { sqlite } from "../../support/database";

const databases = sqlite();

test("ends of jobs are counted by kind and outcome, once committed", async () => {
  const database = await databases.open();
  const metrics = createMetrics();
  const stop = countJobs(database, metrics);
  const tell = (status: string) =>
    database.transaction(async (tx) => tx.announce(jobsSettled, [{ kind: "import", status }]));
  await tell("succeeded");
  await tell("succeeded");
  await tell("ready");
  const lost = database.transaction(async (tx) => {
    tx.announce(jobsSettled, [{ kind: "import", status: "dead" }]);
    throw new Error("rolled back");
  });
  await expect(lost).rejects.toThrow("rolled back");
  stop();
  await tell("succeeded");
  expect((await metrics.jobs.get()).values.map(({ labels, value }) => [labels.outcome, value])).toEqual([
    ["succeeded", 2],
    ["ready", 1],
  ]);
});
