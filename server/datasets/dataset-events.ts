import { z } from "zod";
import { defineEvents } from "../events/define-events";

const count = z.int().nonnegative();
const attempt = z.int().positive().describe("From 1; grows when the import starts over after a crash.");

/** Everything that the stream `dataset:<id>` can hold. */
export const datasetEvents = defineEvents("dataset", {
  ImportQueued: z.object({
    jobId: z.string(),
    format: z.string(),
    rawBytes: z.string().describe("Size of the raw file, a decimal text."),
  }),
  ImportStarted: z.object({ attempt }),
  ImportProgress: z.object({
    attempt,
    done: z.number().min(0).max(1).describe("Part done, 0 to 1. It may begin anew with a new attempt."),
  }),
  ImportSucceeded: z.object({
    rowCount: count,
    rejectedCount: count.describe(
      "Rows that were refused; the first of them can be read with their reasons.",
    ),
    columnCount: count,
    tableBytes: count,
    contentHash: z.string(),
  }),
  ImportFailed: z.object({
    code: z.string(),
    message: z.string(),
    line: z.int().positive().optional().describe("Place in the raw file, from 1."),
    column: z.int().positive().optional(),
  }),
  ImportCancelled: z.object({ by: z.string().nullable() }),
  DatasetRenamed: z.object({ name: z.string() }),
  DatasetDescribed: z.object({ source: z.string().nullable(), tags: z.array(z.string()) }),
  DatasetDeleted: z.object({ name: z.string() }),
});
