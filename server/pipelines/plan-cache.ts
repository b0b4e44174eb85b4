import type { ParsedPipeline } from "./parse-pipeline";

/** Parsed documents by their digest. A version's text never changes, so neither does what was found in it. */
export interface PlanCache {
  /** The parsed document, parsed by `parse` when it is not at hand; those who ask at once share one parse. */
  get(digest: string, parse: () => Promise<ParsedPipeline>): Promise<ParsedPipeline>;
}

/** @param capacity how many documents are kept, the least recently used going first. */
export function createPlanCache(capacity = 256): PlanCache {
  const kept = new Map<string, Promise<ParsedPipeline>>();
  return {
    get(digest, parse) {
      const known = kept.get(digest);
      if (known) {
        kept.delete(digest);
        kept.set(digest, known);
        return known;
      }
      const parsed = parse();
      kept.set(digest, parsed);
      parsed.catch(() => kept.delete(digest));
      const oldest = kept.keys().next().value;
      if (kept.size > capacity && oldest !== undefined) kept.delete(oldest);
      return parsed;
    },
  };
}
