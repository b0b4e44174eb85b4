const DAY_MS = 24 * 3_600_000;

/** Windows that the dashboard can show, and into how many bars their time is cut. */
const spans = {
  day: { millis: DAY_MS, buckets: 24 },
  week: { millis: 7 * DAY_MS, buckets: 28 },
  month: { millis: 30 * DAY_MS, buckets: 30 },
} as const;

export type SpanName = keyof typeof spans;
export const spanNames = Object.keys(spans) as SpanName[];

/** The span of that name; a day for any other. */
export function spanOf(name: string | null): { name: SpanName; millis: number; buckets: number } {
  const known = spanNames.find((span) => span === name) ?? "day";
  return { name: known, ...spans[known] };
}
