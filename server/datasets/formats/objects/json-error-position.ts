const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const literal = /true|false|null/y;
const escaped = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const space = /[ \t\r\n]*/y;

/**
 * Where a text stops being one JSON value: the index of the first character that cannot stand there, or the text's
 * length when it is cut off. The engine's own parser tells places in long texts only. Nesting is bounded by whoever cut
 * the text.
 */
export function jsonErrorPosition(text: string): number {
  let at = 0;
  /** Moves over what matches here; false when nothing does. */
  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const matched = pattern.test(text);
    if (matched) at = pattern.lastIndex;
    return matched;
  };
  /** By hand: a pattern would need a stack as deep as the text is long. Stops at what cannot stand in a text. */
  const takeText = (): boolean => {
    if (text[at] !== '"') return false;
    at++;
    while (at < text.length && text[at] !== '"') {
      if (text[at] === "\\") {
        if (!take(escaped)) return false;
      } else if (text.charCodeAt(at) < 0x20) return false;
      else at++;
    }
    if (at < text.length) {
      at++;
      return true;
    }
    return false;
  };
  const takeMark = (mark: string): boolean => {
    take(space);
    if (text[at] !== mark) return false;
    at++;
    return true;
  };
  /** Each of these is true when it went well, and leaves `at` at the error otherwise. */
  const members = (close: string, member: () => boolean): boolean => {
    if (takeMark(close)) return true;
    do if (!member()) return false;
    while (takeMark(","));
    return takeMark(close);
  };
  const key = (): boolean => {
    take(space);
    return takeText() && takeMark(":");
  };
  const value = (): boolean => {
    take(space);
    if (takeMark("{")) return members("}", () => key() && value());
    if (takeMark("[")) return members("]", value);
    return takeText() || take(literal) || take(number);
  };
  if (value()) take(space);
  return at;
}
