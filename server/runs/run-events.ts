import { z } from "zod";
import { defineEvents } from "../events/define-events";

const count = z.int().nonnegative();
const counts = {
  rowsIn: count.describe("Rows the operation reads."),
  rowsOut: count.describe("Rows written so far."),
  rowsFiltered: count.describe("Rows dropped on purpose."),
  rowsFailed: count.describe(
    "Rows that could not be processed; each with its reason among the run's failures.",
  ),
};
const position = z.int().nonnegative().describe("Order of execution, from 0.");
const step = {
  position,
  step: z.string(),
  operation: z.string(),
  kind: z.string().describe("The operator."),
};
const durationMillis = z.int().nonnegative().nullable();
const costMicros = z.string().nullable().describe("Micro-dollars as a decimal text; null when nobody knows.");
const error = z.object({
  code: z.string(),
  message: z.string(),
  step: z.string().optional(),
  operation: z.string().optional(),
  line: z.int().positive().optional().describe("Place in the document, from 1."),
  column: z.int().positive().optional(),
});
const totals = { ...counts, durationMillis, logBytes: count.describe("Size of the log so far, in bytes.") };

/** Everything that the stream `run:<id>` can hold. */
export const runEvents = defineEvents("run", {
  RunCreated: z.object({
    kind: z.string().describe('"pipeline"; later also "scenario".'),
    trigger: z.string().describe('"manual", "rerun", "schedule" or "api".'),
    pipelineId: z.string().nullable(),
    pipelineVersionId: z.string().nullable(),
    rerunOfId: z.string().nullable(),
    inputs: z.array(z.object({ name: z.string(), datasetId: z.string() })),
    steps: z.array(z.object(step)),
  }),
  RunQueued: z.object({ jobId: z.string() }),
  RunStarted: z.object({ attempt: z.int().positive() }),
  /** The process that ran it ended; the run goes on after its last checkpoint. */
  RunResumed: z.object({ attempt: z.int().positive(), finishedSteps: count }),
  StepStarted: z.object({ ...step, rowsIn: count }),
  StepProgress: z.object({ ...step, ...counts, done: count.describe("Input rows finished so far.") }),
  StepSucceeded: z.object({ ...step, ...counts, durationMillis, costMicros }),
  StepFailed: z.object({ ...step, ...counts, durationMillis, error }),
  StepCancelled: z.object({ ...step, ...counts, durationMillis }),
  StepSkipped: z.object(step),
  LogAppended: z.object({ size: count.describe("The log's new size in bytes: read on from where you are.") }),
  RunCancelling: z.object({ by: z.string() }),
  RunSucceeded: z.object({ ...totals, outputRows: count, costMicros }),
  RunFailed: z.object({ ...totals, error }),
  RunCancelled: z.object({ ...totals, by: z.string().nullable() }),
});
