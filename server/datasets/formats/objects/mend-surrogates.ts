const half = /\\u[dD][89a-fA-F]/;
const surrogate =
  /\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[dD][89a-fA-F][0-9a-fA-F]{2}|\\./g;

/** Half a surrogate pair, written as an escape, is legal JSON and no character: it becomes "�", as it would on output. */
export function mendSurrogates(value: string): string {
  if (!half.test(value)) return value;
  return value.replace(surrogate, (found) => (found.length === 6 ? "\\ufffd" : found));
}
