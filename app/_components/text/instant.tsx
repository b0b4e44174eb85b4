"use client";

import { useFormatter, useNow } from "next-intl";

interface InstantProps {
  /** ISO 8601. */
  at: string;
  /** "ago" counts from now, "exact" gives date and time. Either way the exact instant, with its zone, is the title. */
  as?: "ago" | "exact";
}

/** A point in time in the viewer's zone and language. */
export function Instant({ at, as = "ago" }: InstantProps) {
  const format = useFormatter();
  const now = useNow({ updateInterval: 20_000 });
  const date = new Date(at);
  const exact = format.dateTime(date, { dateStyle: "medium", timeStyle: "medium" });
  const title = format.dateTime(date, {
    year: "numeric",
    month: "long",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 3,
    timeZoneName: "long",
  });
  // A clock that runs a little behind the server's must not speak of the future.
  const shown = as === "ago" ? format.relativeTime(date, date > now ? date : now) : exact;
  return (
    <time dateTime={at} title={title}>
      {shown}
    </time>
  );
}
