const HOUR_MS = 3_600_000;

/** Spans of time that lists can be limited to, by their name in the address. */
export const timeWindows = {
  hour: { millis: HOUR_MS, label: "lastHour" },
  day: { millis: 24 * HOUR_MS, label: "lastDay" },
  week: { millis: 7 * 24 * HOUR_MS, label: "lastWeek" },
  month: { millis: 30 * 24 * HOUR_MS, label: "lastMonth" },
} as const;

export type TimeWindow = keyof typeof timeWindows;

export const isTimeWindow = (name: string | null): name is TimeWindow =>
  name !== null && Object.hasOwn(timeWindows, name);

/** When the named window began, as ISO 8601; null for no such window. */
export const windowStart = (name: string | null, now: Date): string | null =>
  isTimeWindow(name) ? new Date(now.getTime() - timeWindows[name].millis).toISOString() : null;
