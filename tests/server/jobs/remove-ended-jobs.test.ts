import { expect, test } from "vitest";
import { systemClock } from "../../../server/core/clock";
import { removeEndedJobs } from "../../../server/jobs/remove-ended-jobs";
import { onEachDatabase } from "../../support/database";
import { enqueue } from "./worker-kit";

const never = new AbortController().signal;

onEachDatabase("removing ended jobs", (databases) => {
  test("takes those that ended before the instant, and no other", async () => {
    const database = await databases.open();
    const end = (id: string, endedAt: Date | null) =>
      database.client.job.update({ where: { id }, data: { status: "succeeded", endedAt } });
    const now = systemClock.now().getTime();
    const old = await enqueue(database, systemClock);
    const justEnded = await enqueue(database, systemClock);
    const running = await enqueue(database, systemClock);
    await end(old, new Date(now - 10_000));
    await end(justEnded, new Date(now + 1_000));
    expect(await removeEndedJobs(database, new Date(now - 60_000), never)).toBe(0);
    expect(await removeEndedJobs(database, new Date(Date.now() + 500), never)).toBe(1);
    const left = await database.client.job.findMany({ select: { id: true } });
    expect(left.map(({ id }) => id).sort()).toEqual([justEnded, running].sort());
  });

  test("goes on until none is left, and stops when told to", async () => {
    const database = await databases.open();
    await Promise.all(Array.from({ length: 1_100 }, () => enqueue(database, systemClock)));
    await database.client.job.updateMany({ data: { status: "cancelled", endedAt: new Date(0) } });
    const later = new Date(Date.now() + 1_000);
    await expect(removeEndedJobs(database, later, AbortSignal.abort())).rejects.toThrow();
    expect(await removeEndedJobs(database, later, never)).toBe(1_100);
  });
});
