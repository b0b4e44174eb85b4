/** Whole milliseconds between two stored instants; null when it never started, never below 0. */
export const elapsedMillis = (startedAt: Date | null, endedAt: Date): number | null =>
  startedAt === null ? null : Math.max(0, endedAt.getTime() - startedAt.getTime());
