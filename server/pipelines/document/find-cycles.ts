/**
 * The circles among things that each read at most one other: every circle once, beginning with its first member in
 * the given order.
 */
export function findCycles(readBy: ReadonlyMap<string, string | undefined>): string[][] {
  const cycles: string[][] = [];
  const settled = new Set<string>();
  for (const start of readBy.keys()) {
    const chain: string[] = [];
    let next: string | undefined = start;
    while (next !== undefined && readBy.has(next) && !settled.has(next) && !chain.includes(next)) {
      chain.push(next);
      next = readBy.get(next);
    }
    if (next !== undefined && chain.includes(next)) cycles.push(chain.slice(chain.indexOf(next)));
    for (const member of chain) settled.add(member);
  }
  return cycles;
}
