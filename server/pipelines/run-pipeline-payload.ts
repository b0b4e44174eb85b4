import { z } from "zod";

export const runPipelineJobKind = "run-pipeline";

/** What a run's job is told, so that a short run starts without reading anything. */
export const runPipelinePayload = z.object({
  runId: z.string(),
  versionId: z.string(),
  digest: z.string(),
  inputs: z.array(z.object({ name: z.string(), datasetId: z.string(), contentHash: z.string().nullable() })),
});

export type RunPipelinePayload = z.infer<typeof runPipelinePayload>;

/** Who the events of a run's own progress name. */
export const RUN_ACTOR = "system:worker";
