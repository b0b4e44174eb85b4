"use client";

import { Group, SegmentedControl, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useAddress } from "../../../../_lib/use-address";
import { type TimeWindow, timeWindows } from "../../runs/time-windows";

/** Which entries are shown and exported; kept in the address. */
export function AuditFilters({ scopes }: { scopes: readonly ("namespace" | "instance")[] }) {
  const t = useTranslations("settings");
  const runs = useTranslations("runs");
  const { params, set } = useAddress();
  const search = useDebouncedCallback((q: string) => set({ q, after: null }), 300);
  return (
    <Group mb="md" role="search">
      {scopes.length > 1 && (
        <SegmentedControl
          aria-label={t("audit")}
          value={params.get("scope") ?? "namespace"}
          onChange={(scope) => set({ scope: scope === "namespace" ? null : scope, after: null })}
          data={[
            { value: "namespace", label: t("auditNamespace") },
            { value: "instance", label: t("auditInstance") },
          ]}
        />
      )}
      <TextInput
        aria-label={t("auditSearch")}
        placeholder={t("auditSearchHint")}
        leftSection={<IconSearch size={16} aria-hidden />}
        defaultValue={params.get("q") ?? ""}
        onChange={(event) => search(event.currentTarget.value)}
        w={280}
      />
      <Select
        aria-label={t("auditOutcome")}
        placeholder={t("anyOutcome")}
        data={[
          { value: "ok", label: t("ok") },
          { value: "refused", label: t("refused") },
        ]}
        value={params.get("outcome")}
        onChange={(outcome) => set({ outcome, after: null })}
        clearable
        w={150}
      />
      <Select
        aria-label={t("when")}
        placeholder={runs("anyTime")}
        data={(Object.keys(timeWindows) as TimeWindow[]).map((name) => ({
          value: name,
          label: runs(timeWindows[name].label),
        }))}
        value={params.get("time")}
        onChange={(time) => set({ time, after: null })}
        clearable
        w={170}
      />
    </Group>
  );
}
