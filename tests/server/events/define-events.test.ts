import { expect, expectTypeOf, test } from "vitest";
import { z } from "zod";
import { defineEvents } from "../../../server/events/define-events";
import { readEvents } from "../../../server/events/read-events";
import { sqlite } from "../../support/database";

const databases = sqlite();
const lampEvents = defineEvents("lamp", {
  LampLit: z.object({ watts: z.number() }),
  LampBroke: z.object({ reason: z.string() }),
});
const lamp = { id: "1", namespaceId: null };
const stamp = { actor: "system:test", at: new Date("2026-01-01T00:00:00Z") };

test("a catalogue writes typed events and reads them back by type", async () => {
  const database = await databases.open();
  await database.transaction(async (tx) =>
    lampEvents.append(
      tx,
      lamp,
      { type: "LampLit", payload: { watts: 5 }, ...stamp },
      { type: "LampBroke", payload: { reason: "age" }, ...stamp },
    ),
  );
  const [lit, broke] = (await readEvents(database.client, "lamp:1")).map(lampEvents.parse);
  if (lit?.type !== "LampLit" || broke?.type !== "LampBroke") throw new Error("wrong types");
  expectTypeOf(lit.payload).toEqualTypeOf<{ watts: number }>();
  expect([lit.payload.watts, broke.payload.reason]).toEqual([5, "age"]);
});

test("what was never declared is refused on reading", () => {
  const stored = { streamId: "lamp:1", sequence: 1, ...stamp };
  expect(() => lampEvents.parse({ ...stored, type: "LampSold", payload: {} })).toThrow(
    'no lamp event "LampSold"',
  );
  expect(() => lampEvents.parse({ ...stored, type: "LampLit", payload: { watts: "5" } })).toThrow(
    expect.objectContaining({ code: "INTERNAL" }),
  );
});
