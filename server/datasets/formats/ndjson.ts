import { z } from "zod";
import type { DatasetFormat, ReadContext } from "./format";
import { LineScanner } from "./objects/line-scanner";
import { readObjects } from "./objects/read-objects";
import { previewBytes, previewTable } from "./preview-table";
import { encodingOption } from "./text/encodings";

const options = z.object({ encoding: encodingOption }).strict();

type NdjsonOptions = z.infer<typeof options>;

/** Newline-delimited JSON: one object a line. A line that is none is refused; the others stand. */
export const ndjson: DatasetFormat<NdjsonOptions> = {
  kind: "ndjson",
  extensions: [".ndjson", ".jsonl"],
  mediaTypes: ["application/x-ndjson", "application/jsonl", "application/jsonlines"],
  options,
  preview: (chosen, context, limit) =>
    previewTable(context, limit, (target) =>
      readObjects(source(chosen, context), context, target, { bytes: previewBytes, rows: limit }),
    ),
  import: (chosen, context, target) => readObjects(source(chosen, context), context, target),
};

const source = ({ encoding }: NdjsonOptions, { limits }: ReadContext) => ({
  encoding,
  scanner: new LineScanner({ maxRecord: limits.maxCellBytes, maxDepth: limits.maxDepth }),
  badRecord: "refuse" as const,
});
