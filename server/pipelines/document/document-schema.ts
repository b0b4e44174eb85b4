import { z } from "zod";
import { DOCUMENT_LIMITS } from "./limits";

const name = z
  .string()
  .min(1, "a name cannot be empty")
  .max(100, "a name has at most 100 characters")
  .refine((text) => !/\p{Cc}/u.test(text), "a name cannot hold line breaks or control characters");

const row = z.record(z.string(), z.unknown());

/** Where rows come from. `type: file` is DocETL's form; its path is then the name of a dataset in the data center. */
export const datasetSchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("dataset"),
    dataset: name.describe("Name of a dataset in the data center."),
  }),
  z.strictObject({
    type: z.literal("file"),
    path: name.describe("Name of a dataset in the data center (documents written for DocETL)."),
    source: z.string().optional(),
    parsing: z
      .array(z.record(z.string(), z.unknown()))
      .max(0, "parsing functions are not supported; prepare the data before the upload")
      .optional(),
  }),
  z.strictObject({
    type: z.literal("memory"),
    rows: z
      .array(row)
      .max(
        DOCUMENT_LIMITS.inlineRows,
        `at most ${DOCUMENT_LIMITS.inlineRows} rows can stand in the document; upload larger data to the data center`,
      )
      .describe("The rows themselves, as a list of mappings."),
  }),
]);

/** The keys that every operation has; the others are its operator's own. */
export const operationSchema = z.looseObject({
  name: name.describe("The operation's name; steps refer to it."),
  type: z.string().describe("The operator."),
  sample: z.int().positive().optional().describe("Process only the first N input rows."),
  optimize: z.boolean().optional().describe("Accepted for DocETL documents; does nothing in a run."),
});

const joinSides = z.strictObject({ left: name, right: name });

export const stepSchema = z.strictObject({
  name: name.describe("The step's name; later steps use it as their input."),
  input: name
    .optional()
    .describe("A dataset or an earlier step. Without it the step starts with one empty row."),
  operations: z
    .array(z.union([name, z.record(z.string(), joinSides)]))
    .min(1, "a step needs at least one operation")
    .describe("Names of operations, in order."),
});

/** DocETL's document grammar. What concerns model operators alone is accepted here and read by them. */
export const documentSchema = z.strictObject({
  datasets: z.record(z.string(), datasetSchema).optional().describe("Tables that steps can read, by name."),
  operations: z.array(operationSchema).describe("What can be done; steps put operations in order."),
  pipeline: z.strictObject({
    steps: z
      .array(stepSchema)
      .min(1, "a pipeline needs at least one step")
      .describe("What is done, in order."),
    output: z
      .strictObject({
        type: z.enum(["file", "dataset"]).optional(),
        path: z
          .string()
          .optional()
          .describe("Suggested name when the result is saved as a dataset or downloaded."),
        intermediate_dir: z.string().optional(),
      })
      .optional()
      .describe("The result of the last step."),
  }),
  default_model: z.string().optional().describe("The model of operations that name none."),
  system_prompt: z
    .strictObject({ persona: z.string().optional(), dataset_description: z.string().optional() })
    .optional()
    .describe("What models are told before each prompt."),
  rate_limits: z
    .record(z.string(), z.array(z.strictObject({ count: z.number(), per: z.number(), unit: z.string() })))
    .optional(),
  fallback_models: z.array(z.unknown()).optional(),
  fallback_embedding_models: z.array(z.unknown()).optional(),
  default_lm_api_base: z.string().optional(),
  default_embedding_api_base: z.string().optional(),
  bypass_cache: z.boolean().optional(),
  retrievers: z.record(z.string(), z.unknown()).optional(),
  plan_rewrites: z.unknown().optional(),
  optimizer_config: z.unknown().optional(),
});

export type DatasetEntry = z.infer<typeof datasetSchema>;
export type OperationEntry = z.infer<typeof operationSchema>;
export type StepEntry = z.infer<typeof stepSchema>;
