/**
 * What a search for a dataset looks through. In lower case, because the two databases do not agree on which letters
 * are alike.
 */
export const searchText = (dataset: {
  name: string;
  fileName: string | null;
  source: string | null;
}): string => [dataset.name, dataset.fileName, dataset.source].filter(Boolean).join("\n").toLowerCase();
