/**
 * The known word nearest to a mistyped one, for "did you mean", or null when none is near: at most one edit for
 * each three letters. Distance: Damerau–Levenshtein, restricted (optimal string alignment).
 */
export function closest(word: string, known: Iterable<string>): string | null {
  const wanted = word.toLowerCase().slice(0, 64);
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - wanted.length) >= bestDistance) continue;
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** A ready clause for a message: ` Did you mean "x"?`, ` Known are a, b, c.`, or nothing. */
export function suggest(word: string, known: readonly string[]): string {
  const near = closest(word, known);
  if (near) return ` Did you mean "${near}"?`;
  if (known.length === 0) return "";
  const shown = known.slice(0, 20).join(", ");
  return ` Known are ${shown}${known.length > 20 ? ", …" : ""}.`;
}

function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + same);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) cost = Math.min(cost, beforeLast[j - 2]! + 1);
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}
