import { z } from "zod";

export const importDatasetJobKind = "dataset-import";

export const importDatasetPayload = z.object({ datasetId: z.string() });

export type ImportDatasetPayload = z.infer<typeof importDatasetPayload>;

/** Who the log names for what the import does by itself. */
export const IMPORT_ACTOR = "system:dataset-import";
