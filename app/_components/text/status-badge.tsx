"use client";

import { Badge, Loader } from "@mantine/core";
import { useTranslations } from "next-intl";

const colors = {
  PENDING: "gray",
  QUEUED: "gray",
  IMPORTING: "blue",
  RUNNING: "blue",
  CANCELLING: "orange",
  SUCCEEDED: "green",
  READY: "green",
  FAILED: "red",
  CANCELLED: "orange",
  SKIPPED: "gray",
} as const;

type Status = keyof typeof colors;

const busy = new Set<string>(["IMPORTING", "RUNNING", "CANCELLING"]);

/** How a run, a step or an import stands, in words and colour. */
export function StatusBadge({ status, size = "sm" }: { status: string; size?: "xs" | "sm" | "md" }) {
  const t = useTranslations("status");
  const known = Object.hasOwn(colors, status) ? (status as Status) : null;
  return (
    <Badge
      variant="light"
      size={size}
      color={known ? colors[known] : "gray"}
      leftSection={busy.has(status) ? <Loader size={10} color="currentColor" aria-hidden /> : undefined}
      tt="none"
      fw={600}
    >
      {known ? t(known) : status}
    </Badge>
  );
}
