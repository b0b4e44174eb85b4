import { searchable } from "../core/searchable";

/** What a search for a dataset looks through. */
export const searchText = (dataset: {
  name: string;
  fileName: string | null;
  source: string | null;
}): string => searchable([dataset.name, dataset.fileName, dataset.source].filter(Boolean).join("\n"));
