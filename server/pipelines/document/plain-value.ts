import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
  visit as walk,
  type YAMLMap,
} from "yaml";
import type { Problem } from "../../core/errors";
import { DOCUMENT_LIMITS } from "./limits";
import { type Path, type Position, pathKey } from "./path";

interface Place {
  key: number;
  value: number;
  /** Where the value ends. */
  end: number;
  /** How a text is written; null for what is none. */
  style: Scalar["type"] | null;
}

interface PlainValue {
  value: unknown;
  /** Offsets in the text by `pathKey`. */
  places: Map<string, Place>;
  problems: Problem[];
}

class TooMuch extends Error {}

const startOf = (node: Node): number => node.range?.[0] ?? 0;

/**
 * What each alias stands for: the last anchor of its name before it. Found in one walk, as the library's own
 * `Alias.resolve` walks the whole document for every alias.
 */
function aliasTargets(document: Document.Parsed): ReadonlyMap<Alias, Node> {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  walk(document, {
    Alias(_key, alias) {
      const target = anchors.get(alias.source);
      if (target) targets.set(alias, target);
    },
    Value(_key, node) {
      if (node.anchor) anchors.set(node.anchor, node);
    },
  });
  return targets;
}

/**
 * A YAML tree as plain JSON values: aliases and merge keys expanded (within limits), duplicate keys, non-text keys,
 * unknown aliases and `__proto__` reported, and the place of every value remembered.
 */
export function toPlainValue(document: Document.Parsed, at: (offset: number) => Position): PlainValue {
  const places = new Map<string, Place>();
  const problems: Problem[] = [];
  const targets = aliasTargets(document);
  let values = 0;

  const report = (code: string, message: string, path: Path, offset: number) => {
    problems.push({ code, message, path, ...at(offset) });
  };

  function visit(node: unknown, path: Path, keyOffset: number, open: ReadonlySet<Node>): unknown {
    if (node === null || node === undefined) return null;
    const current = node as Node;
    const offset = startOf(current);
    values++;
    if (values > DOCUMENT_LIMITS.values) {
      report(
        "too-many-aliases",
        `Aliases make the document grow beyond ${DOCUMENT_LIMITS.values.toLocaleString("en")} values; write fewer of them.`,
        path,
        offset,
      );
      throw new TooMuch();
    }
    if (path.length > DOCUMENT_LIMITS.depth) {
      report(
        "too-deep",
        `The document is nested more than ${DOCUMENT_LIMITS.depth} levels deep here; make it flatter.`,
        path,
        offset,
      );
      throw new TooMuch();
    }
    const style = isScalar(current) && typeof current.value === "string" ? (current.type ?? null) : null;
    places.set(pathKey(path), {
      key: keyOffset < 0 ? offset : keyOffset,
      value: offset,
      end: current.range?.[1] ?? offset,
      style,
    });

    if (isAlias(current)) {
      const target = targets.get(current);
      if (!target) {
        report(
          "unknown-alias",
          `No anchor "&${current.source}" stands before this alias "*${current.source}".`,
          path,
          offset,
        );
        return null;
      }
      if (open.has(target)) {
        report("cyclic-alias", `The alias "*${current.source}" stands inside its own anchor.`, path, offset);
        return null;
      }
      // What an alias brings in has the places of the anchor's text.
      return visit(target, path, keyOffset, open);
    }
    if (isScalar(current)) return plainScalar(current.value, path, offset);
    const inside = new Set(open).add(current);
    if (isSeq(current))
      return current.items.map((item, index) =>
        visit(isPair(item) ? null : item, [...path, index], -1, inside),
      );
    if (isMap(current)) return visitMap(current, path, inside);
    return null;
  }

  function visitMap(map: YAMLMap, path: Path, open: ReadonlySet<Node>): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    const own = new Set<string>();
    const merges: Pair[] = [];
    for (const pair of map.items) {
      const key = keyText(pair, path);
      if (key === null) continue;
      const offset = startOf(pair.key as Node);
      if (key === "<<" && isScalar(pair.key) && pair.key.type === "PLAIN") {
        merges.push(pair);
        continue;
      }
      if (own.has(key)) {
        report("duplicate-key", `The key "${key}" stands here twice; keep one.`, [...path, key], offset);
        continue;
      }
      if (key === "__proto__") {
        report(
          "forbidden-key",
          'The key "__proto__" is not allowed; choose another name.',
          [...path, key],
          offset,
        );
        continue;
      }
      own.add(key);
      result[key] = visit(pair.value, [...path, key], offset, open);
    }
    for (const pair of merges) merge(result, pair, path, open);
    return result;
  }

  /** `<<: *base` brings in the keys that the map does not have itself. */
  function merge(result: Record<string, unknown>, pair: Pair, path: Path, open: ReadonlySet<Node>): void {
    const offset = startOf(pair.key as Node);
    const brought = visit(pair.value, [...path, "<<"], offset, open);
    const sources = Array.isArray(brought) ? brought : [brought];
    for (const source of sources) {
      if (typeof source !== "object" || source === null || Array.isArray(source)) {
        report(
          "wrong-type",
          'A merge key "<<" takes a mapping, usually an alias like *defaults.',
          path,
          offset,
        );
        continue;
      }
      for (const [key, value] of Object.entries(source)) if (!Object.hasOwn(result, key)) result[key] = value;
    }
  }

  function keyText(pair: Pair, path: Path): string | null {
    const key = pair.key;
    if (
      isScalar(key) &&
      (typeof key.value === "string" || typeof key.value === "number" || typeof key.value === "boolean")
    ) {
      return String(key.value);
    }
    const offset = isScalar(key) || isMap(key) || isSeq(key) || isAlias(key) ? startOf(key) : 0;
    report("wrong-type", "A key must be a text; put quotes around it.", path, offset);
    return null;
  }

  function plainScalar(value: unknown, path: Path, offset: number): unknown {
    if (typeof value === "bigint") return Number(value);
    if (typeof value === "number" && !Number.isFinite(value)) {
      report(
        "wrong-type",
        "Infinity and NaN are not values here; write a finite number or null.",
        path,
        offset,
      );
      return null;
    }
    if (value instanceof Date || value instanceof Uint8Array) return String(value);
    return value === undefined ? null : value;
  }

  try {
    return { value: visit(document.contents, [], -1, new Set()), places, problems };
  } catch (error) {
    if (!(error instanceof TooMuch)) throw error;
    return { value: undefined, places, problems };
  }
}
