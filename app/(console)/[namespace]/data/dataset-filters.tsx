"use client";

import { Group, SegmentedControl, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useAddress } from "../../../_lib/use-address";

/** Which datasets the list shows; kept in the address. */
export function DatasetFilters({ tags }: { tags: readonly string[] }) {
  const t = useTranslations("data");
  const { params, set } = useAddress();
  const search = useDebouncedCallback((q: string) => set({ q, after: null }), 250);
  const tag = params.get("tag");
  return (
    <Group mb="md" role="search">
      <TextInput
        aria-label={t("searchLabel")}
        placeholder={t("searchLabel")}
        leftSection={<IconSearch size={16} aria-hidden />}
        defaultValue={params.get("q") ?? ""}
        onChange={(event) => search(event.currentTarget.value)}
        w={260}
      />
      <SegmentedControl
        aria-label={t("origin")}
        value={params.get("origin") ?? ""}
        onChange={(origin) => set({ origin, after: null })}
        data={[
          { value: "", label: t("originAll") },
          { value: "uploaded", label: t("originUploaded") },
          { value: "generated", label: t("originGenerated") },
        ]}
      />
      <Select
        aria-label={t("tag")}
        placeholder={t("tag")}
        clearable
        searchable
        data={[...new Set([...tags, ...(tag ? [tag] : [])])].sort()}
        value={tag}
        onChange={(value) => set({ tag: value, after: null })}
        w={180}
      />
    </Group>
  );
}
