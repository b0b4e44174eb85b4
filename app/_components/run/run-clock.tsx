"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { useQuantities } from "../../_lib/use-quantities";
import { hasEnded, type RunDetail } from "./run-fragment";

/** How long a run took, or has taken until now. */
export function RunClock({ run }: { run: RunDetail }) {
  const t = useTranslations("run");
  const { duration } = useQuantities();
  const [now, setNow] = useState<number | null>(null);
  const ticking = !hasEnded(run) && run.startedAt !== null;
  useEffect(() => {
    if (!ticking) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [ticking]);
  if (run.durationMillis !== null) return duration(run.durationMillis);
  if (run.status === "QUEUED") return t("waiting");
  if (!run.startedAt || now === null) return null;
  return duration(Math.max(0, now - Date.parse(run.startedAt)));
}
