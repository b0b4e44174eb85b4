import { afterEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { systemClock } from "../../../server/core/clock";
import type { Database } from "../../../server/core/database";
import { AppError } from "../../../server/core/errors";
import { VirtualClock } from "../../../server/core/virtual-clock";
import { cancelJob } from "../../../server/jobs/cancel-job";
import { enqueueJob } from "../../../server/jobs/enqueue-job";
import { interruptionOf } from "../../../server/jobs/interruption";
import type { AbandonedJob, JobKind, RunningJob } from "../../../server/jobs/job-kind";
import { resizeLane } from "../../../server/jobs/resize-lane";
import type { Worker, WorkerOptions } from "../../../server/jobs/worker";
import { whyWaiting } from "../../../server/lanes/why-waiting";
import { onEachDatabase } from "../../support/database";
import { enqueue, eventually, gate, passTime, readJob, testKind, testWorker } from "./worker-kit";

onEachDatabase("jobs", (databases) => {
  const workers: Worker[] = [];
  afterEach(async () => {
    for (const worker of workers.splice(0)) await worker.drain(0);
  });

  async function start(
    database: Database,
    kinds: readonly JobKind[],
    clock = new VirtualClock(),
    options: Partial<WorkerOptions> = {},
  ) {
    const worker = testWorker(database, clock, kinds, options);
    workers.push(worker);
    await worker.start();
    return { worker, clock };
  }

  const statusIs = (database: Database, id: string, status: string) =>
    eventually(async () => (await readJob(database, id)).status === status, `status ${status}`);

  const note = (database: Database, id: string) =>
    database.client.stream.findUnique({ where: { id: `note:${id}` } });
  const writeNote = (job: RunningJob, name = job.id) =>
    job.write(async (tx) => {
      await tx.client.stream.create({ data: { id: `note:${name}`, kind: "note", createdAt: new Date() } });
    });

  describe("running", () => {
    test("a hundred jobs run once each, with their payloads, never more at once than allowed", async () => {
      const database = await databases.open();
      const seen: number[] = [];
      let running = 0;
      let most = 0;
      const kind: JobKind<{ n: number }> = {
        ...testKind(async () => {}),
        payload: z.object({ n: z.number() }),
        async run(job) {
          most = Math.max(most, ++running);
          await new Promise((resolve) => setTimeout(resolve, 1));
          running--;
          await job.complete(async () => {
            seen.push(job.payload.n);
          });
        },
      };
      await start(database, [kind], undefined, { concurrency: 7 });
      const clock = new VirtualClock();
      await Promise.all(Array.from({ length: 100 }, (_, n) => enqueue(database, clock, { payload: { n } })));
      await eventually(
        async () => (await database.client.job.count({ where: { status: "succeeded" } })) === 100,
      );
      expect([...new Set(seen)].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, n) => n));
      expect(most).toBe(7);
    });

    test("urgent jobs go first, then those that were due first", async () => {
      const database = await databases.open();
      const clock = new VirtualClock();
      const later = await enqueue(database, clock, { subjectId: "later", priority: 5 });
      for (const subjectId of ["second", "third"]) await enqueue(database, clock, { subjectId });
      await enqueue(database, clock, { subjectId: "first", priority: -1 });
      const order: string[] = [];
      await start(database, [testKind(async (job) => void order.push(job.subjectId))], clock, {
        concurrency: 1,
      });
      await statusIs(database, later, "succeeded");
      expect(order).toEqual(["first", "second", "third", "later"]);
    });

    test("a job does not start before its time", async () => {
      const database = await databases.open();
      const clock = new VirtualClock();
      const runAt = new Date(clock.now().getTime() + 7_300);
      const id = await enqueue(database, clock, { runAt });
      const started: Date[] = [];
      await start(database, [testKind(async () => void started.push(clock.now()))], clock);
      await clock.advance(7_000);
      await new Promise((resolve) => setTimeout(resolve, 30));
      expect(started).toEqual([]);
      await clock.advance(1_000);
      await statusIs(database, id, "succeeded");
      expect(started[0]?.getTime()).toBeGreaterThanOrEqual(runAt.getTime());
    });

    test("the end of a job and what ends with it are stored together or not at all", async () => {
      const database = await databases.open();
      let tries = 0;
      const kind = testKind(async (job) => {
        await job.complete(async (tx) => {
          await tx.client.stream.create({
            data: { id: `note:${job.id}`, kind: "note", createdAt: new Date() },
          });
          if (++tries === 1) throw new Error("at the last moment");
        });
      });
      const { clock } = await start(database, [kind]);
      const id = await enqueue(database, clock);
      await eventually(async () => (await readJob(database, id)).lastError !== null);
      expect(await note(database, id)).toBeNull();
      await clock.advance(60_000);
      await statusIs(database, id, "succeeded");
      expect(await note(database, id)).not.toBeNull();
    });

    test("a handler can end its job as failed, and cannot write afterwards", async () => {
      const database = await databases.open();
      const after = gate();
      let refused: unknown;
      const kind = testKind(async (job) => {
        const error = { code: "BAD_ROWS", message: "3 rows were bad" };
        await job.complete(async () => {}, { outcome: "failed", error });
        await writeNote(job).catch((thrown) => {
          refused = thrown;
        });
        after.open();
      });
      const { clock } = await start(database, [kind]);
      const id = await enqueue(database, clock);
      await after.opened;
      expect(refused).toMatchObject({ code: "STALE_FENCE" });
      const job = await readJob(database, id);
      expect(job).toMatchObject({ status: "failed", worker: null, leaseUntil: null });
      expect(JSON.parse(job.lastError ?? "")).toMatchObject({ code: "BAD_ROWS" });
      expect(await note(database, id)).toBeNull();
    });
  });

  describe("failing", () => {
    test("is tried again after a growing, jittered delay, with its checkpoint", async () => {
      const database = await databases.open();
      const attempts: { attempt: number; checkpoint: unknown }[] = [];
      const kind = testKind(async (job) => {
        attempts.push({ attempt: job.attempt, checkpoint: job.checkpoint });
        if (job.attempt === 3) return;
        await job.saveCheckpoint({ done: job.attempt });
        throw new AppError("UNAVAILABLE", "not yet");
      });
      const { clock } = await start(database, [kind]);
      const id = await enqueue(database, clock);
      for (const attempt of [1, 2]) {
        await eventually(async () => {
          const job = await readJob(database, id);
          return job.status === "ready" && job.attempt === attempt;
        });
        const { runAt, lastError } = await readJob(database, id);
        const delay = runAt.getTime() - clock.now().getTime();
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThan(1_000 * 2 ** (attempt - 1));
        expect(JSON.parse(lastError ?? "")).toMatchObject({ code: "UNAVAILABLE", message: "not yet" });
        await clock.advance(delay + 1);
      }
      await statusIs(database, id, "succeeded");
      expect(attempts).toEqual([
        { attempt: 1, checkpoint: null },
        { attempt: 2, checkpoint: { done: 1 } },
        { attempt: 3, checkpoint: { done: 2 } },
      ]);
    });

    test("too often sets the job aside, and its subject ends in the same transaction", async () => {
      const database = await databases.open();
      const abandoned: AbandonedJob[] = [];
      const kind = testKind(
        async () => {
          throw new Error("always");
        },
        {
          maxAttempts: 2,
          backoff: { baseMs: 1, capMs: 1 },
          async onAbandoned(tx, job) {
            abandoned.push(job);
            await tx.client.stream.create({
              data: { id: `note:${job.id}`, kind: "note", createdAt: new Date() },
            });
          },
        },
      );
      const { clock } = await start(database, [kind]);
      const id = await enqueue(database, clock, { subjectId: "run-1" });
      await eventually(async () => {
        await clock.advance(5);
        return (await readJob(database, id)).status === "dead";
      });
      expect(abandoned.at(-1)).toMatchObject({
        id,
        subjectId: "run-1",
        outcome: "dead",
        error: { message: "always" },
      });
      expect(await note(database, id)).not.toBeNull();
      expect((await readJob(database, id)).attempt).toBe(2);
    });

    test("on a payload that does not parse, or of an unknown kind, needs no second try", async () => {
      const database = await databases.open();
      const clock = new VirtualClock();
      let ran = 0;
      const kind = testKind(async () => void ran++, { payload: z.object({ n: z.number() }) });
      const bad = await enqueue(database, clock, { payload: { n: "one" } });
      const unknown = await enqueue(database, clock, { kind: "from-the-future" });
      await start(database, [kind], clock);
      await statusIs(database, bad, "dead");
      await statusIs(database, unknown, "dead");
      expect(ran).toBe(0);
      expect((await readJob(database, bad)).lastError).toContain("BAD_PAYLOAD");
      expect((await readJob(database, unknown)).lastError).toContain("from-the-future");
    });
  });

  describe("cancelling", () => {
    const cancel = (database: Database, clock: VirtualClock, jobId: string) =>
      database.transaction((tx) => cancelJob(tx, { jobId, by: "user:1", now: clock.now() }));

    test("a job that has not started ends it at once", async () => {
      const database = await databases.open();
      const clock = new VirtualClock();
      let ran = 0;
      const ready = await enqueue(database, clock);
      const waiting = await enqueue(database, clock, { lanes: [{ key: "halted", capacity: 0 }] });
      expect(await cancel(database, clock, ready)).toBe("cancelled");
      expect(await cancel(database, clock, waiting)).toBe("cancelled");
      expect(await cancel(database, clock, waiting)).toBe("ended");
      expect(await cancel(database, clock, "nobody")).toBe("ended");
      await start(database, [testKind(async () => void ran++)], clock);
      await clock.advance(5_000);
      await new Promise((resolve) => setTimeout(resolve, 30));
      expect(ran).toBe(0);
      expect(await readJob(database, ready)).toMatchObject({ status: "cancelled", cancelledBy: "user:1" });
      expect(await database.client.laneRequest.count()).toBe(0);
    });

    test("a running job aborts its signal at once; the handler says how it ends", async () => {
      const database = await databases.open();
      const started = gate();
      const abandoned: string[] = [];
      const kind = testKind(
        async (job) => {
          started.open();
          if (job.subjectId === "deaf") return;
          await new Promise((_, reject) => {
            job.signal.addEventListener("abort", () => reject(job.signal.reason));
          });
        },
        {
          async onAbandoned(_tx, job) {
            abandoned.push(job.outcome);
          },
        },
      );
      const { clock } = await start(database, [kind]);
      const id = await enqueue(database, clock);
      await started.opened;
      expect(await cancel(database, clock, id)).toBe("cancelling");
      await statusIs(database, id, "cancelled");
      expect(abandoned.at(-1)).toBe("cancelled");
      expect(await cancel(database, clock, id)).toBe("ended");
    });

    test("a running job of another process is noticed at the next heartbeat", async () => {
      const database = await databases.open();
      const started = gate();
      let reason: unknown;
      const kind = testKind(async (job) => {
        started.open();
        await new Promise<void>((resolve) => job.signal.addEventListener("abort", () => resolve()));
        reason = interruptionOf(job.signal);
        await job.complete(async () => {}, { outcome: "cancelled" });
      });
      const { clock } = await start(database, [kind]);
      const id = await enqueue(database, clock);
      await started.opened;
      // As another process would do it: this process hears nothing.
      await database.client.job.update({
        where: { id },
        data: { cancelledAt: clock.now(), cancelledBy: "user:2" },
      });
      await eventually(async () => {
        await clock.advance(1_000);
        return reason !== undefined;
      });
      expect(reason).toBe("cancel");
      await statusIs(database, id, "cancelled");
    });

    test("a job that waits for its retry, or was cancelled while its worker crashed, is not started again", async () => {
      const database = await databases.open();
      const clock = new VirtualClock();
      const id = await enqueue(database, clock);
      await database.client.job.update({
        where: { id },
        data: { cancelledAt: clock.now(), cancelledBy: "user:2" },
      });
      let ran = 0;
      await start(database, [testKind(async () => void ran++)], clock);
      await statusIs(database, id, "cancelled");
      expect(ran).toBe(0);
    });
  });

  describe("losing the lease", () => {
    test("a worker that was cut off can write nothing more, and the job is finished by another", async () => {
      const database = await databases.open();
      const frozen = new VirtualClock();
      const clock = new VirtualClock();
      const started = gate();
      const thaw = gate();
      const done = gate();
      const outcomes: unknown[] = [];
      let reason: unknown;
      const stale = testKind(async (job) => {
        started.open();
        await thaw.opened;
        outcomes.push(await writeNote(job, "stale").catch((error) => error.code));
        outcomes.push(await job.saveCheckpoint("stale").catch((error) => error.code));
        outcomes.push(await job.complete(async () => {}).catch((error) => error.code));
        reason = interruptionOf(job.signal);
        done.open();
      });
      await start(database, [stale], frozen, { processName: "first" });
      const id = await enqueue(database, clock);
      await started.opened;
      const attempts: number[] = [];
      const second = testWorker(
        database,
        clock,
        [
          testKind(async (job) => {
            attempts.push(job.attempt);
            await thaw.opened;
            await done.opened;
            await writeNote(job, "fresh");
          }),
        ],
        // On SQLite, where it would be impossible, it plays a worker of the same process.
        { processName: "first" },
      );
      workers.push(second);
      await second.start();
      await eventually(async () => {
        await clock.advance(5_000);
        return attempts.length > 0;
      });
      thaw.open();
      await statusIs(database, id, "succeeded");
      expect(outcomes).toEqual(["STALE_FENCE", "STALE_FENCE", "STALE_FENCE"]);
      expect(reason).toBe("lost");
      expect(attempts).toEqual([1]);
      expect((await readJob(database, id)).crashes).toBe(1);
      expect(await note(database, "stale")).toBeNull();
      expect(await note(database, "fresh")).not.toBeNull();
    });

    test("does not happen to a long job whose worker is alive", async () => {
      const database = await databases.open();
      const clock = new VirtualClock();
      const started = gate();
      const finish = gate();
      let starts = 0;
      const kind = testKind(async () => {
        starts++;
        started.open();
        await finish.opened;
      });
      await start(database, [kind], clock, { processName: "same" });
      await start(database, [kind], clock, { processName: "same" });
      const id = await enqueue(database, clock);
      await started.opened;
      await passTime(database, clock, id, 120);
      finish.open();
      await statusIs(database, id, "succeeded");
      expect(starts).toBe(1);
    });

    test("too often, by crashes, sets the job aside", async () => {
      const database = await databases.open();
      const clock = new VirtualClock();
      const id = await enqueue(database, clock);
      await database.client.job.update({ where: { id }, data: { crashes: 4 } });
      await database.client.job.update({
        where: { id },
        data: { status: "running", worker: "gone/1", fence: 1, attempt: 1, leaseUntil: new Date(0) },
      });
      let ran = 0;
      await start(database, [testKind(async () => void ran++)], clock, { crashLimit: 5 });
      await statusIs(database, id, "dead");
      expect(ran).toBe(0);
      expect((await readJob(database, id)).lastError).toContain("CRASHED");
    });
  });

  describe("draining", () => {
    test("lets a job stop at its boundary and claims no other; the start is not counted", async () => {
      const database = await databases.open();
      const clock = new VirtualClock();
      const started = gate();
      const step = gate();
      const kind = testKind(async (job) => {
        started.open();
        await step.opened;
        await job.saveCheckpoint({ step: 1 });
        job.boundary();
        throw new Error("went on after the boundary");
      });
      const { worker } = await start(database, [kind], clock);
      const id = await enqueue(database, clock);
      await started.opened;
      const drained = worker.drain(60_000);
      const other = await enqueue(database, clock);
      step.open();
      await drained;
      expect(await readJob(database, id)).toMatchObject({
        status: "ready",
        attempt: 0,
        crashes: 0,
        checkpoint: '{"step":1}',
      });
      expect(await readJob(database, other)).toMatchObject({ status: "ready", fence: 0 });
    });

    test("interrupts at the deadline, and takes the job from a handler that does not listen", async () => {
      const database = await databases.open();
      const clock = new VirtualClock();
      let started = 0;
      const thaw = gate();
      const reasons: unknown[] = [];
      let refused: unknown;
      const kind = testKind(async (job) => {
        started++;
        if (job.subjectId === "deaf") {
          await thaw.opened;
          refused = await writeNote(job).catch((error) => error.code);
          return;
        }
        await new Promise<void>((resolve) => job.signal.addEventListener("abort", () => resolve()));
        reasons.push(interruptionOf(job.signal));
        throw job.signal.reason;
      });
      const { worker } = await start(database, [kind], clock);
      const ids = [await enqueue(database, clock), await enqueue(database, clock, { subjectId: "deaf" })];
      await eventually(() => started === 2);
      let over = false;
      const drained = worker.drain(5_000).then(() => {
        over = true;
      });
      await clock.advance(4_999);
      expect(reasons).toEqual([]);
      await eventually(async () => {
        await clock.advance(1_000);
        return over;
      });
      await drained;
      expect(reasons).toEqual(["drain"]);
      for (const id of ids)
        expect(await readJob(database, id)).toMatchObject({ status: "ready", attempt: 0, worker: null });
      thaw.open();
      await eventually(() => refused !== undefined);
      expect(refused).toBe("STALE_FENCE");
    });
  });

  describe("in lanes", () => {
    test("of one place run one after the other in the order of asking, also through a retry", async () => {
      const database = await databases.open();
      const order: string[] = [];
      let running = 0;
      const kind = testKind(
        async (job) => {
          expect(++running).toBe(1);
          order.push(`${job.subjectId}.${job.attempt}`);
          await new Promise((resolve) => setTimeout(resolve, 2));
          running--;
          if (job.subjectId === "b" && job.attempt === 1) throw new Error("once");
        },
        { backoff: { baseMs: 1, capMs: 1 } },
      );
      const clock = new VirtualClock();
      const ids = [];
      for (const subjectId of ["a", "b", "c", "d"])
        ids.push(await enqueue(database, clock, { subjectId, lanes: [{ key: "tenant:1" }] }));
      await start(database, [kind], clock);
      await eventually(async () => {
        await clock.advance(5);
        return (await database.client.job.count({ where: { status: "succeeded" } })) === 4;
      });
      expect(order).toEqual(["a.1", "b.1", "b.2", "c.1", "d.1"]);
      expect(await database.client.lanePlace.count()).toBe(0);
    });

    test("say why they wait, and start when the lane grows", async () => {
      const database = await databases.open();
      const clock = new VirtualClock();
      const finish = gate();
      await start(database, [testKind(() => finish.opened)], clock);
      const lanes = [{ key: "plan:1", capacity: 1 }];
      const first = await enqueue(database, clock, { lanes });
      const second = await enqueue(database, clock, { lanes });
      const third = await enqueue(database, clock, { lanes });
      await statusIs(database, first, "running");
      expect(await readJob(database, third)).toMatchObject({ status: "waiting" });
      expect(await whyWaiting(database.client, third)).toEqual({
        holder: third,
        state: "waiting",
        lanes: [{ key: "plan:1", capacity: 1, held: 1, holders: [first], position: 2, state: "full" }],
      });
      await database.transaction((tx) => resizeLane(tx, "plan:1", 2, { now: clock.now() }));
      await statusIs(database, second, "running");
      await database.transaction((tx) => cancelJob(tx, { jobId: third, by: "user:1", now: clock.now() }));
      finish.open();
      for (const id of [first, second]) await statusIs(database, id, "succeeded");
      expect(await database.client.laneRequest.count()).toBe(0);
    });
  });

  test("somebody behind hundreds who cannot go is found, in several transactions", async () => {
    const database = await databases.open();
    const clock = new VirtualClock();
    const finish = gate();
    await start(database, [testKind(() => finish.opened)], clock);
    const first = await enqueue(database, clock, { lanes: [{ key: "a" }] });
    await statusIs(database, first, "running");
    await database.transaction(async (tx) => {
      for (let n = 0; n < 700; n++) {
        const lanes = [{ key: "a" }, { key: "halted", capacity: 0 }, { key: `own:${n}` }];
        const request = {
          kind: "test",
          namespaceId: null,
          subjectId: `${n}`,
          payload: {},
          now: clock.now(),
          lanes,
        };
        enqueueJob(tx, request);
      }
    });
    const last = await enqueue(database, clock, { lanes: [{ key: "a" }] });
    finish.open();
    await statusIs(database, last, "succeeded");
    expect(await database.client.job.count({ where: { status: "waiting" } })).toBe(700);
    expect(await database.client.laneRequest.count({ where: { parkedOn: "halted" } })).toBe(700);
  });

  test("two workers share a thousand jobs, each exactly once", async () => {
    const database = await databases.open();
    const seen = new Map<string, number>();
    const by = new Map<string, number>();
    const kind = (worker: string) =>
      testKind(async (job) => {
        seen.set(job.id, (seen.get(job.id) ?? 0) + 1);
        by.set(worker, (by.get(worker) ?? 0) + 1);
      });
    const ids = await Promise.all(Array.from({ length: 1_000 }, () => enqueue(database, systemClock)));
    const options = { processName: "same", concurrency: 25 };
    await Promise.all(
      ["one", "two"].map(async (name) => {
        const worker = testWorker(database, systemClock, [kind(name)], options);
        workers.push(worker);
        await worker.start();
      }),
    );
    await eventually(
      async () => (await database.client.job.count({ where: { status: "succeeded" } })) === 1_000,
      "a thousand jobs",
    );
    expect([...seen.keys()].sort()).toEqual(ids.sort());
    expect(new Set(seen.values())).toEqual(new Set([1]));
    expect(by.size).toBe(2);
  });
});
