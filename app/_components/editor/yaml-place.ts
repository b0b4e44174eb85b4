/** One line of YAML, as far as its layout tells. */
interface Line {
  /** Columns of the dashes that begin list items here. */
  dashes: number[];
  /** Column where the key or value begins, behind indentation and dashes. */
  indent: number;
  key: string | null;
  value: string;
}

/** Where a cursor stands in a YAML document. */
export interface Place {
  /** Keys from the root down to the mapping or list the cursor is in; "[]" for an item of a list. */
  path: string[];
  /** The key whose value is being written; null where a key (or a list's plain item) is written. */
  key: string | null;
  /** The other keys of the same mapping with their plain values. */
  siblings: Record<string, string>;
  /** The part of the word before the cursor. */
  word: string;
}

const LINE = /^( *)((?:-(?: +|$))*)(.*)$/;
const KEY = /^(?:"([^"]*)"|'([^']*)'|([^\s#"'[{&*!|>%@`-][^#]*?|-[^\s#][^#]*?))\s*:(?:\s+(.*))?$/;
const BLOCK_TEXT = /(?:^|\s)[|>][-+0-9]*\s*(?:#.*)?$/;

function readLine(text: string): Line | null {
  const [, spaces = "", marks = "", rest = ""] = LINE.exec(text.trimEnd()) ?? [];
  if ((rest === "" && marks === "") || rest.startsWith("#") || /^(---|\.\.\.)/.test(text)) return null;
  const dashes = [...marks].flatMap((sign, at) => (sign === "-" ? [spaces.length + at] : []));
  const match = KEY.exec(rest);
  const indent = spaces.length + marks.length;
  if (!match) return { dashes, indent, key: null, value: rest };
  return { dashes, indent, key: match[1] ?? match[2] ?? match[3] ?? "", value: plain(match[4] ?? "") };
}

const plain = (value: string): string =>
  value
    .replace(/\s+#.*$/, "")
    .replace(/^(["'])(.*)\1$/, "$2")
    .trim();

/**
 * The place of a cursor, judged by indentation alone: half-written documents, which no parser takes, are exactly those
 * in which somebody wants help. `column` counts from 0. Null inside comments and block texts.
 */
export function placeAt(lines: readonly string[], row: number, column: number): Place | null {
  const before = (lines[row] ?? "").slice(0, column);
  if (/(^|\s)#/.test(before)) return null;
  const current = readLine(`${before}x`);
  if (!current) return null;
  const key = current.key;
  const word = /[^\s,[\]{}:"']*$/.exec(before)?.[0] ?? "";
  const path: string[] = [];
  const siblings: Record<string, string> = {};
  // Dashes on the cursor's own line: the mapping written here is an item already.
  let level = current.indent;
  let inItem = current.dashes.length > 0;
  const ownDashes = [...current.dashes];
  const climbDashes = () => {
    for (let dash = ownDashes.pop(); dash !== undefined; dash = ownDashes.pop()) {
      path.unshift("[]");
      level = dash;
    }
  };
  collectBelow(lines, row, current.indent, siblings);
  if (inItem) climbDashes();
  let atDash = inItem;
  for (let at = row - 1; at >= 0; at--) {
    const text = lines[at] ?? "";
    const line = readLine(text);
    if (!line) continue;
    const outer = line.dashes[0] ?? line.indent;
    if (line.key !== null && line.indent === level && !atDash) {
      siblings[line.key] ??= line.value;
      if (line.dashes.length === 0) continue;
    }
    // A list may stand at the very column of the key that holds it.
    const isParent = line.key !== null && (line.indent < level || (atDash && line.indent === level));
    if (isParent) {
      if (BLOCK_TEXT.test(text)) return null;
      path.unshift(line.key ?? "");
      level = line.indent;
      atDash = false;
    } else if (outer >= level) {
      continue;
    }
    for (const dash of [...line.dashes].reverse()) {
      if (dash >= level) continue;
      path.unshift("[]");
      level = dash;
      atDash = true;
      inItem = true;
    }
    if (level === 0 && !atDash) break;
  }
  return { path, key, siblings, word };
}

/** Keys of the same mapping that are written below the cursor. */
function collectBelow(
  lines: readonly string[],
  row: number,
  indent: number,
  siblings: Record<string, string>,
): void {
  for (let at = row + 1; at < lines.length; at++) {
    const line = readLine(lines[at] ?? "");
    if (!line) continue;
    if ((line.dashes[0] ?? line.indent) < indent) return;
    if (line.dashes.length === 0 && line.indent === indent && line.key !== null)
      siblings[line.key] = line.value;
  }
}

/** The plain values of `key` in the items of the list at `path`, and the keys of the mapping at `path`, in order. */
export function namesIn(lines: readonly string[], path: readonly string[], key: string | null): string[] {
  const names: string[] = [];
  for (const [row, text] of lines.entries()) {
    const line = readLine(text);
    if (line?.key == null) continue;
    if (key !== null && line.key !== key) continue;
    const place = placeAt(lines, row, line.indent);
    if (!place || place.path.join("/") !== path.join("/")) continue;
    names.push(key === null ? line.key : line.value);
  }
  return names.filter((name) => name !== "");
}
