import { expect, test } from "vitest";
import { z } from "zod";
import { createLogger } from "../../../server/core/logger";
import { createRegistry } from "../../../server/core/registry";
import { enqueueJob } from "../../../server/jobs/enqueue-job";
import type { JobKind } from "../../../server/jobs/job-kind";
import { createWorker } from "../../../server/jobs/worker";
import { onEachDatabase } from "../../support/database";

const logger = createLogger({ level: "silent" });

onEachDatabase("worker", (databases) => {
  test("runs what is enqueued, with its payload, once", async () => {
    const database = await databases.open();
    const seen: number[] = [];
    let finish = () => {};
    const done = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const kind: JobKind<{ n: number }> = {
      kind: "note",
      payload: z.object({ n: z.number() }),
      maxAttempts: 3,
      backoff: { baseMs: 10, capMs: 100 },
      leaseMs: 30_000,
      async run(job) {
        await job.complete(async () => {});
        seen.push(job.payload.n);
        if (seen.length === 100) finish();
      },
    };
    const worker = createWorker(
      { database, logger },
      { kinds: createRegistry<JobKind>("job kind", [kind]), concurrency: 10 },
    );
    await worker.start();
    await database.transaction(async (tx) => {
      for (let n = 0; n < 100; n++)
        enqueueJob(tx, {
          kind: "note",
          namespaceId: null,
          subjectId: `s${n}`,
          payload: { n },
          now: new Date(),
        });
    });
    await done;
    await worker.drain(1000);
    expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, n) => n));
    expect(await database.client.job.count({ where: { status: "succeeded" } })).toBe(100);
  });
});
