"use client";

import { Group, Select } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useAddress } from "../../../_lib/use-address";
import type { RunPage } from "./runs-query";
import { type TimeWindow, timeWindows } from "./time-windows";

const statuses = ["QUEUED", "RUNNING", "CANCELLING", "SUCCEEDED", "FAILED", "CANCELLED"] as const;

/** Which runs the list shows; kept in the address. */
export function RunFilters({ page }: { page: RunPage }) {
  const t = useTranslations("runs");
  const words = useTranslations("status");
  const { params, set } = useAddress();
  const choice = (name: string, label: string, any: string, data: { value: string; label: string }[]) => (
    <Select
      aria-label={label}
      placeholder={any}
      data={data}
      value={params.get(name)}
      onChange={(value) => set({ [name]: value, after: null })}
      clearable
      searchable
      w={190}
    />
  );
  return (
    <Group mb="md" role="search">
      {choice(
        "status",
        t("status"),
        t("anyStatus"),
        statuses.map((status) => ({ value: status, label: words(status) })),
      )}
      {choice(
        "pipeline",
        t("pipeline"),
        t("anyPipeline"),
        page.pipelines.edges.map(({ node }) => ({ value: node.id, label: node.name })),
      )}
      {choice(
        "user",
        t("user"),
        t("anyUser"),
        page.members.edges.map(({ node: { user } }) => ({ value: user.id, label: user.name })),
      )}
      {choice(
        "time",
        t("when"),
        t("anyTime"),
        (Object.keys(timeWindows) as TimeWindow[]).map((name) => ({
          value: name,
          label: t(timeWindows[name].label),
        })),
      )}
    </Group>
  );
}
