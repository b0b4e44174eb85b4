/** A page's search parameters as Next gives them. */
export type SearchParams = Promise<Record<string, string | string[] | undefined>>;

/** The parameter's one value, trimmed; null when absent, empty or given twice. */
export function oneOf(params: Awaited<SearchParams>, name: string): string | null {
  const value = params[name];
  return typeof value === "string" && value.trim() !== "" ? value.trim() : null;
}

/** The parameter as a count from 0; 0 for anything else. */
export function offsetOf(params: Awaited<SearchParams>, name = "offset"): number {
  const value = Number(oneOf(params, name));
  return Number.isSafeInteger(value) && value > 0 ? value : 0;
}
