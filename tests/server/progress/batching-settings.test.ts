import { describe, expect, test } from "vitest";
import { parseBatchingSettings } from "../../../server/progress/batching-settings";

describe("batching settings", () => {
  test("have defaults", () => {
    expect(parseBatchingSettings()).toEqual({
      maxBatchSize: 512,
      flushInterval: 10,
      priorityThreshold: 0.8,
      capacity: 4096,
    });
  });

  test.each([
    { "max-batch-size": 1, capacity: 1 },
    { "max-batch-size": 4096 },
    { "flush-interval": 1 },
    { "flush-interval": 1000 },
    { "priority-threshold": 0 },
    { "priority-threshold": 1 },
  ])("%o is within bounds", (settings) => {
    expect(() => parseBatchingSettings(settings)).not.toThrow();
  });

  test.each([
    [{ "max-batch-size": 0 }, ["max-batch-size"]],
    [{ "max-batch-size": 1.5 }, ["max-batch-size"]],
    [{ "max-batch-size": 4097 }, ["max-batch-size"]],
    [{ "max-batch-size": 9, capacity: 8 }, ["max-batch-size"]],
    [{ capacity: 0, "max-batch-size": 1 }, ["capacity"]],
    [{ "flush-interval": 0 }, ["flush-interval"]],
    [{ "flush-interval": 1001 }, ["flush-interval"]],
    [{ "flush-interval": "10" }, ["flush-interval"]],
    [{ "priority-threshold": -0.1 }, ["priority-threshold"]],
    [{ "priority-threshold": 1.1 }, ["priority-threshold"]],
    [{ "priority-threshold": Number.NaN }, ["priority-threshold"]],
    [{ "flush-intervall": 5 }, []],
    [[], []],
    [null, []],
  ])("%o is refused", (settings, path) => {
    expect(() => parseBatchingSettings(settings)).toThrowError(
      expect.objectContaining({
        code: "BAD_USER_INPUT",
        problems: expect.arrayContaining([expect.objectContaining({ code: "BATCHING_SETTING", path })]),
      }),
    );
  });

  test("tells of all that is wrong at once", () => {
    expect(() => parseBatchingSettings({ "flush-interval": 0, "priority-threshold": 2 })).toThrowError(
      expect.objectContaining({ problems: [expect.anything(), expect.anything()] }),
    );
  });
});
