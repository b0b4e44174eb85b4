/** What lanes promise, in the simplest way to say it: after each change, walk through all who wait in the order of asking. */
export class LaneModel {
  readonly capacities = new Map<string, number>();
  /** In the order of asking. */
  readonly requests: {
    holder: string;
    keys: readonly string[];
    leaseMs: number | null;
    held: boolean;
    expiresAt: number | null;
  }[] = [];

  request(holder: string, keys: readonly string[], leaseMs: number | null, now: number): void {
    for (const key of keys) if (!this.capacities.has(key)) this.capacities.set(key, 1);
    this.requests.push({ holder, keys: [...new Set(keys)], leaseMs, held: false, expiresAt: null });
    this.admit(now);
  }

  /** Releases, then capacities, then whoever may go. */
  change(releases: readonly string[], capacities: readonly (readonly [string, number])[], now: number): void {
    for (const holder of releases) {
      const index = this.requests.findIndex((request) => request.holder === holder);
      if (index >= 0) this.requests.splice(index, 1);
    }
    for (const [key, capacity] of capacities) this.capacities.set(key, capacity);
    this.admit(now);
  }

  renew(holder: string, now: number): void {
    const request = this.requests.find((candidate) => candidate.holder === holder);
    if (request?.held && request.expiresAt !== null && request.expiresAt > now)
      request.expiresAt = now + (request.leaseMs ?? 0);
  }

  expire(now: number): void {
    const kept = this.requests.filter(({ expiresAt }) => expiresAt === null || expiresAt > now);
    this.requests.splice(0, this.requests.length, ...kept);
    this.admit(now);
  }

  held(): string[] {
    return this.requests.filter(({ held }) => held).map(({ holder }) => holder);
  }

  heldIn(key: string): number {
    return this.requests.filter(({ held, keys }) => held && keys.includes(key)).length;
  }

  private admit(now: number): void {
    for (const request of this.requests) {
      if (request.held) continue;
      if (!request.keys.every((key) => this.heldIn(key) < (this.capacities.get(key) ?? 1))) continue;
      request.held = true;
      request.expiresAt = request.leaseMs === null ? null : now + request.leaseMs;
    }
  }
}
