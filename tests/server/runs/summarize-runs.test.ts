import { expect, test } from "vitest";
import { createAccess } from "../../../server/accounts/access";
import { systemContext } from "../../../server/core/context";
import { earliestId } from "../../../server/core/earliest-id";
import { newId } from "../../../server/core/ids";
import { VirtualClock } from "../../../server/core/virtual-clock";
import { summarizeRuns } from "../../../server/runs/summarize-runs";
import { onEachDatabase } from "../../support/database";

const HOUR = 3_600_000;
const now = new Date("2026-11-20T12:00:00.000Z");

test("ids made at or after an instant are not smaller than its earliest id, those before are", () => {
  const before = new Date();
  const id = newId();
  expect(id >= earliestId(before)).toBe(true);
  expect(id < earliestId(new Date(before.getTime() + 60_000))).toBe(true);
});

onEachDatabase("the summary of runs", (databases) => {
  test("counts each run once, in its part of the time and in its own namespace", async () => {
    const database = await databases.open();
    const clock = new VirtualClock(now);
    const [namespaceId, other] = [newId(), newId()];
    const made = (hoursAgo: number, status: string, where = namespaceId) => {
      const createdAt = new Date(now.getTime() - hoursAgo * HOUR);
      const id = `${earliestId(createdAt).slice(0, 19)}${newId().slice(19)}`;
      return { id, namespaceId: where, kind: "pipeline", trigger: "manual", status, createdAt };
    };
    await database.transaction(async (tx) => {
      for (const id of [namespaceId, other]) {
        await tx.client.namespace.create({
          data: { id, slug: `n-${id}`, name: id, createdAt: now, updatedAt: now },
        });
      }
      await tx.client.run.createMany({
        data: [
          made(23.5, "SUCCEEDED"),
          made(0.5, "SUCCEEDED"),
          made(0.4, "FAILED"),
          made(12.2, "CANCELLED"),
          made(0.1, "RUNNING"),
          made(30, "QUEUED"),
          made(25, "SUCCEEDED"),
          made(1, "FAILED", other),
        ],
      });
    });
    const deps = { database, clock, access: createAccess(database, clock) };
    const input = { namespaceId, since: new Date(now.getTime() - 24 * HOUR), buckets: 24 };
    const summary = await summarizeRuns(deps, systemContext("test", "test"), input);
    expect(summary).toMatchObject({ total: 5, succeeded: 2, failed: 1, cancelled: 1, active: 2 });
    expect(summary.buckets).toHaveLength(24);
    expect(summary.buckets[0]).toEqual({ from: input.since, succeeded: 1, failed: 0, cancelled: 0 });
    expect(summary.buckets[11]).toMatchObject({ cancelled: 1 });
    expect(summary.buckets[23]).toMatchObject({ succeeded: 1, failed: 1 });
    const anybody = { actor: { kind: "anonymous" } as const, requestId: "test", ip: null, userAgent: null };
    await expect(summarizeRuns(deps, anybody, input)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    for (const wrong of [{ buckets: 0 }, { buckets: 1e6 }, { since: new Date(Number.NaN) }, { since: now }]) {
      const asked = summarizeRuns(deps, systemContext("test", "test"), { ...input, ...wrong });
      await expect(asked).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
    }
  });
});
