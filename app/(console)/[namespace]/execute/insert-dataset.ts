import { asScalar } from "../../../_components/editor/complete-pipeline";

/**
 * The document with a block for a dataset of the data center added to its `datasets`; unchanged when it names that
 * dataset already. Works on lines, so that the author's layout and comments stay, also in half-written documents.
 */
export function insertDataset(text: string, dataset: string): string {
  const key = asScalar(dataset);
  const lines = text.split("\n");
  const head = lines.findIndex((line) => /^datasets\s*:/.test(line));
  if (head < 0) return [`datasets:`, ...block(key, "  "), "", ...lines].join("\n");
  // An empty mapping in braces becomes a block.
  lines[head] = (lines[head] ?? "").replace(
    /^(datasets\s*:)\s*(\{\s*\}|null|~)?\s*(#.*)?$/,
    (_, start, __, comment) => (comment ? `${start} ${comment}` : start),
  );
  let end = head + 1;
  while (end < lines.length && /^(\s|#|$)/.test(lines[end] ?? "")) end++;
  while (end > head + 1 && /^\s*(#.*)?$/.test(lines[end - 1] ?? "")) end--;
  const inside = lines.slice(head + 1, end);
  const indent = /^(\s+)\S/.exec(inside.find((line) => /^\s+[^\s#]/.test(line)) ?? "")?.[1] ?? "  ";
  const present = inside.some((line) => line.startsWith(`${indent}${key}:`));
  if (present) return text;
  lines.splice(end, 0, ...block(key, indent));
  return lines.join("\n");
}

const block = (key: string, indent: string): string[] => [
  `${indent}${key}:`,
  `${indent}${indent}type: dataset`,
  `${indent}${indent}dataset: ${key}`,
];
