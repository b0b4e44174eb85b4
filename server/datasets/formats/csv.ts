import { type DelimitedOptions, delimitedOptions } from "./delimited/options";
import { readDelimited } from "./delimited/read-delimited";
import type { DatasetFormat } from "./format";
import { previewBytes, previewTable } from "./preview-table";

/** Delimited text: comma, tab, semicolon, pipe or what is said. */
export const csv: DatasetFormat<DelimitedOptions> = {
  kind: "csv",
  extensions: [".csv", ".tsv", ".tab", ".txt"],
  mediaTypes: ["text/csv", "text/tab-separated-values", "text/plain"],
  options: delimitedOptions,
  preview: (options, context, limit) =>
    previewTable(context, limit, (target) => readDelimited(options, context, target, previewBytes)),
  import: readDelimited,
};
