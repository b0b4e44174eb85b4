"use client";

import { Group, Progress, Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useQuantities } from "../../_lib/use-quantities";
import type { RunProgress } from "./run-progress";

/** How far a run has come and, once earlier runs tell, between when and when it will be done. */
export function RunProgressBar({ progress }: { progress: RunProgress }) {
  const t = useTranslations("run");
  const { percent, duration } = useQuantities();
  const { timeLeft } = progress;
  const seconds = (millis: number) => duration(Math.max(1, Math.round(millis / 1000)) * 1000);
  const [low, high] = timeLeft ? [seconds(timeLeft.low), seconds(timeLeft.high)] : [null, null];
  return (
    <Group gap="sm" wrap="nowrap">
      <Progress flex={1} value={100 * progress.progress} aria-label={t("progress")} />
      <Text size="xs" c="dimmed" style={{ fontVariantNumeric: "tabular-nums" }}>
        {percent(Math.floor(progress.progress * 1000) / 1000)}
        {low && high && ` · ${low === high ? t("leftOne", { time: high }) : t("left", { low, high })}`}
      </Text>
    </Group>
  );
}
