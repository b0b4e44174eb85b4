import pg from "pg";
import { expect, test } from "vitest";
import { VirtualClock } from "../../../server/core/virtual-clock";
import { openDatabase } from "../../../server/db";
import { findDeadWorkers } from "../../../server/jobs/find-dead-workers";
import { holdWorkerLock } from "../../../server/jobs/hold-worker-lock";
import { onEachDatabase } from "../../support/database";
import { enqueue, eventually, gate, logger, passTime, readJob, testKind, testWorker } from "./worker-kit";

onEachDatabase("workers that are gone", (databases) => {
  const clock = new VirtualClock();
  const runningUnder = async (url: string, worker: string) => {
    const database = await openDatabase(url);
    const id = await enqueue(database, clock);
    const renew = (ms: number) =>
      database.client.job.update({
        where: { id },
        data: { status: "running", worker, leaseUntil: new Date(clock.now().getTime() + ms) },
      });
    await renew(30_000);
    return { database, id, renew };
  };

  test.skipIf(databases.provider === "sqlite")(
    "are found when they neither hold their lock nor renew their leases",
    async () => {
      const url = await databases.create();
      const { database, renew } = await runningUnder(url, "other/1");
      const find = findDeadWorkers({ database, clock, name: "own/1", silentMs: 5_000 });
      const passes = async (ms: number) => {
        await clock.advance(ms);
        return find();
      };
      const release = await holdWorkerLock({ url, name: "other/1", clock, logger });
      expect([await find(), await passes(10_000), await passes(10_000)]).toEqual([[], [], []]);

      await release();
      expect([await find(), await passes(4_000)]).toEqual([[], []]);
      await renew(40_000);
      expect([await passes(4_000), await passes(4_000)]).toEqual([[], []]);
      expect(await passes(4_000)).toEqual(["other/1"]);
      await database.close();
    },
  );

  test.skipIf(databases.provider === "sqlite")(
    "leave their jobs to the others within seconds; a lost connection alone takes nothing from the living",
    async () => {
      const url = await databases.create();
      const { database, id } = await runningUnder(url, "gone/1");
      const leaseEnds = clock.now().getTime() + 30_000;
      const finish = gate();
      let started = 0;
      const kind = testKind(async () => {
        started++;
        await finish.opened;
      });
      const workers = [1, 2].map(() => testWorker(database, clock, [kind], { url }));
      for (const worker of workers) await worker.start();
      await eventually(async () => {
        await clock.advance(1_000);
        return started > 0;
      });
      expect(clock.now().getTime(), "long before the lease ends").toBeLessThan(leaseEnds - 10_000);
      const admin = new pg.Client({ connectionString: url });
      await admin.connect();
      const cut = await admin.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'signalbox %/%' AND datname = current_database()",
      );
      expect(cut.rowCount).toBe(2);
      await admin.end();
      await passTime(database, clock, id, 40);
      finish.open();
      await eventually(async () => (await readJob(database, id)).status === "succeeded");
      expect(started).toBe(1);
      for (const worker of workers) await worker.drain(0);
      await database.close();
    },
  );
});
