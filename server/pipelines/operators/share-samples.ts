/** For each group: how many rows are still wanted, and how many of its rows are still to come. */
export type Quotas = Map<string, { wanted: number; left: number }>;

export interface SampleSize {
  /** Rows, or below 1 a fraction of them. */
  readonly samples: number;
  /** Whether `samples` counts for each group or for all together. */
  readonly samples_per_group: boolean;
}

/** Shares the wanted rows among groups in proportion to their sizes, by largest remainder: the sum is exact. */
export function shareSamples(
  sizes: ReadonlyMap<string, number>,
  { samples, samples_per_group }: SampleSize,
): Quotas {
  if (samples_per_group) {
    return new Map([...sizes].map(([group, size]) => [group, { wanted: rowsOf(samples, size), left: size }]));
  }
  let total = 0;
  for (const size of sizes.values()) total += size;
  const wanted = rowsOf(samples, total);
  const shares = [...sizes].map(([group, size]) => {
    const exact = (wanted * size) / total;
    return { group, size, whole: Math.floor(exact), rest: exact - Math.floor(exact) };
  });
  let missing = wanted - shares.reduce((sum, { whole }) => sum + whole, 0);
  for (const share of [...shares].sort((a, b) => b.rest - a.rest)) {
    if (missing === 0) break;
    share.whole++;
    missing--;
  }
  return new Map(shares.map(({ group, size, whole }) => [group, { wanted: whole, left: size }]));
}

function rowsOf(samples: number, size: number): number {
  if (samples >= 1) return Math.min(samples, size);
  return Math.min(size, Math.max(1, Math.floor(samples * size)));
}
