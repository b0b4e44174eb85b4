"use client";

import { useTranslations } from "next-intl";
import { useQuantities } from "../../_lib/use-quantities";
import type { RunDetail } from "./run-fragment";

/** What a screen reader is told of a run: each finished operation and the end, not every row. */
export function useRunAnnouncement(run: RunDetail | null): string {
  const t = useTranslations("run");
  const { count, duration } = useQuantities();
  switch (run?.status) {
    case "QUEUED":
      return t("waiting");
    case "RUNNING":
      return t("announceRunning", { done: run.completedSteps, total: run.stepCount });
    case "CANCELLING":
      return t("cancelAsked");
    case "SUCCEEDED":
      return t("announceSucceeded", {
        rows: count(run.outputRows ?? 0),
        duration: duration(run.durationMillis ?? 0),
      });
    case "FAILED":
      return t("announceFailed", { message: run.error?.message ?? "" });
    case "CANCELLED":
      return t("announceCancelled");
    default:
      return "";
  }
}
