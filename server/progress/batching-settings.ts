import { z } from "zod";
import { badInput, type Problem } from "../core/errors";

/** The `progress.batching` section of a document, with its own names. */
const section = z
  .strictObject({
    "max-batch-size": z.int().min(1).default(512),
    "flush-interval": z.number().min(1).max(1000).default(10),
    "priority-threshold": z.number().min(0).max(1).default(0.8),
    capacity: z.int().min(1).max(1_000_000).default(4096),
  })
  .refine((settings) => settings["max-batch-size"] <= settings.capacity, {
    path: ["max-batch-size"],
    message: "max-batch-size must not exceed capacity",
  });

export interface BatchingSettings {
  /** Pending entries that cause a flush. At least 1, at most `capacity`. */
  readonly maxBatchSize: number;
  /** Milliseconds, 1 to 1000, that an entry waits at most for others. */
  readonly flushInterval: number;
  /** From 0 to 1: what is published with this priority or more is sent at once, with all that is before it. */
  readonly priorityThreshold: number;
  /** Places for pending barriers and the values they froze; producers of more barriers wait. */
  readonly capacity: number;
}

/** @throws BAD_USER_INPUT with one problem for each setting out of its bounds or unknown. */
export function parseBatchingSettings(input: unknown = {}): BatchingSettings {
  const parsed = section.safeParse(input);
  if (!parsed.success)
    throw badInput("The batching settings are not valid.", parsed.error.issues.map(toProblem));
  return {
    maxBatchSize: parsed.data["max-batch-size"],
    flushInterval: parsed.data["flush-interval"],
    priorityThreshold: parsed.data["priority-threshold"],
    capacity: parsed.data.capacity,
  };
}

const toProblem = (issue: z.core.$ZodIssue): Problem => ({
  code: "BATCHING_SETTING",
  message: issue.message,
  path: issue.path.map((part) => (typeof part === "number" ? part : String(part))),
});
