import { Lexer, LineCounter, parseDocument } from "yaml";
import type { Problem } from "../../core/errors";
import { DOCUMENT_LIMITS } from "./limits";
import { type Path, type Position, pathKey } from "./path";
import { toPlainValue } from "./plain-value";
import type { TextPlace } from "./text-place";
import { describeYamlError } from "./yaml-errors";

export interface YamlText {
  /** Plain JSON values; undefined when the text could not be read at all. */
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** Where the value at a path stands; for a missing one, its nearest parent. `key` asks for the key's own place. */
  positionOf(path: Path, part?: "key" | "value"): Position;
  /** Where the text at a path begins; null when there is no text. */
  textPlaceOf(path: Path): TextPlace | null;
}

const NOWHERE: Pick<YamlText, "positionOf" | "textPlaceOf"> = {
  positionOf: () => ({ line: 1, column: 1 }),
  textPlaceOf: () => null,
};

/**
 * Reads YAML 1.2 (of which JSON is a part) with merge keys, reporting every problem with its place. Never throws;
 * refuses what is too large, too deep, or grows by aliases, within a bounded time.
 */
export function readYaml(text: string): YamlText {
  const refusal = refuse(text);
  if (refusal) return { value: undefined, problems: [refusal], ...NOWHERE };

  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    stringKeys: false,
  });
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const problems: Problem[] = [...document.errors, ...document.warnings].map((error) => ({
    ...describeYamlError(error),
    ...at(error.pos[0]),
  }));
  if (document.errors.length > 0)
    return { value: undefined, problems: firstOfEachLine(problems), ...NOWHERE };

  const { value, places, problems: found } = toPlainValue(document, at);
  const positionOf: YamlText["positionOf"] = (path, part = "value") => {
    for (let length = path.length; length >= 0; length--) {
      const place = places.get(pathKey(path.slice(0, length)));
      if (place) return at(length === path.length && part === "key" ? place.key : place.value);
    }
    return { line: 1, column: 1 };
  };
  const textPlaceOf: YamlText["textPlaceOf"] = (path) => {
    const place = places.get(pathKey(path));
    if (!place?.style) return null;
    const start = at(place.value);
    if (place.style === "BLOCK_LITERAL")
      return { line: start.line + 1, column: indentAfter(text, place.value) + 1, lines: "block" };
    const lines = text.slice(place.value, place.end).includes("\n") ? "folded" : "line";
    const quote = place.style.startsWith("QUOTE") && lines === "line" ? 1 : 0;
    return { line: start.line, column: start.column + quote, lines };
  };
  return { value, problems: [...problems, ...found], positionOf, textPlaceOf };
}

/** The indentation of a block's first line that is not blank, in characters. */
function indentAfter(text: string, header: number): number {
  const block = text.slice(text.indexOf("\n", header) + 1);
  return /^(?:[ \t]*\r?\n)*( *)/.exec(block)?.[1]?.length ?? 0;
}

function refuse(text: string): Problem | null {
  const bytes = Buffer.byteLength(text);
  if (bytes > DOCUMENT_LIMITS.bytes) {
    const message = `The document has ${bytes.toLocaleString("en")} bytes; at most ${DOCUMENT_LIMITS.bytes.toLocaleString("en")} are allowed. Keep data in the data center and name it here.`;
    return { code: "document-too-large", message, line: 1, column: 1 };
  }
  if (text.trim() === "") {
    return {
      code: "empty-document",
      message: "The document is empty; start with operations and pipeline.steps.",
      line: 1,
      column: 1,
    };
  }
  let tokens = 0;
  for (const _ of new Lexer().lex(text)) {
    if (++tokens <= DOCUMENT_LIMITS.tokens) continue;
    const message = `The document holds more than ${DOCUMENT_LIMITS.tokens.toLocaleString("en")} words and signs of YAML; split it, and keep data in the data center.`;
    return { code: "document-too-large", message, line: 1, column: 1 };
  }
  return null;
}

/** One mistake often makes the parser stumble several times on the line; the first is the one to mend. */
function firstOfEachLine(problems: readonly Problem[]): Problem[] {
  const seen = new Set<number>();
  return problems
    .filter(({ line = 0 }) => !seen.has(line) && seen.add(line))
    .slice(0, DOCUMENT_LIMITS.problems);
}
