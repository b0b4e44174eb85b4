/** What a search for a dataset looks through. */
export const searchText = (dataset: {
  name: string;
  fileName: string | null;
  source: string | null;
}): string => searchable([dataset.name, dataset.fileName, dataset.source].filter(Boolean).join("\n"));

const wildcards: Readonly<Record<string, string>> = { "%": "\ue025", _: "\ue05f", "\\": "\ue05c" };

/**
 * A text for storing or for seeking, so that both databases find the same. In lower case, because they do not agree on
 * which letters are alike; without the characters that LIKE takes for wildcards, because they do not agree on how to
 * escape them.
 */
export const searchable = (text: string): string =>
  text.toLowerCase().replace(/[%_\\]/g, (character) => wildcards[character]!);
