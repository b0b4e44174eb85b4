import { z } from "zod";
import type { DatasetFormat, ReadContext } from "./format";
import { DocumentScanner } from "./objects/document-scanner";
import { readObjects } from "./objects/read-objects";
import { previewBytes, previewTable } from "./preview-table";
import { encodingOption } from "./text/encodings";

const options = z.object({ encoding: encodingOption }).strict();

type JsonOptions = z.infer<typeof options>;

/** One JSON document: a list of objects, or one object, which becomes one row. */
export const json: DatasetFormat<JsonOptions> = {
  kind: "json",
  extensions: [".json"],
  mediaTypes: ["application/json", "text/json"],
  options,
  preview: (chosen, context, limit) =>
    previewTable(context, limit, (target) =>
      readObjects(source(chosen, context), context, target, { bytes: previewBytes, rows: limit }),
    ),
  import: (chosen, context, target) => readObjects(source(chosen, context), context, target),
};

const source = ({ encoding }: JsonOptions, { limits }: ReadContext) => ({
  encoding,
  scanner: new DocumentScanner({ maxRecord: limits.maxCellBytes, maxDepth: limits.maxDepth }),
  badRecord: "fail" as const,
});
