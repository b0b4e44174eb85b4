import { createHash } from "node:crypto";
import type { RunPipelinePayload } from "./run-pipeline-payload";

/** Tells one document on one set of data from any other: a checkpoint is only good for its own. */
export function runFingerprint(digest: string, inputs: RunPipelinePayload["inputs"]): string {
  if (inputs.length === 0) return digest;
  const data = inputs.map(({ name, datasetId, contentHash }) => [name, datasetId, contentHash]);
  return createHash("sha256")
    .update(JSON.stringify([digest, data]))
    .digest("hex");
}

/** A run chooses the same however often it is started; another run chooses anew. */
export const runSeed = (runId: string): number =>
  Number.parseInt(runId.replaceAll("-", "").slice(-8), 16) >>> 0;
