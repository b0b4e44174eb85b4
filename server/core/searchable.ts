const wildcards: Readonly<Record<string, string>> = { "%": "\ue025", _: "\ue05f", "\\": "\ue05c" };

/**
 * A text for storing or for seeking with `contains`, so that both databases find the same. In lower case, because they
 * do not agree on which letters are alike; without the characters that LIKE takes for wildcards, because they do not
 * agree on how to escape them.
 */
export const searchable = (text: string): string =>
  text.toLowerCase().replace(/[%_\\]/g, (character) => wildcards[character]!);
