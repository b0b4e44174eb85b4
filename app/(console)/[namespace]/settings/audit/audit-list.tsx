"use client";

import { Button, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { KeyPager } from "../../../../_components/key-pager";
import { SettingsCard } from "../settings-card";
import { AuditFilters } from "./audit-filters";
import type { AuditPage } from "./audit-query";
import { AuditTable } from "./audit-table";

interface AuditListProps {
  page: AuditPage;
  /** Slug of the namespace; null for the whole instance. */
  scope: string | null;
  filter: Readonly<Record<"text" | "outcome" | "from", string | null>>;
  /** Where the viewer may choose between. */
  scopes: readonly ("namespace" | "instance")[];
}

export function AuditList({ page, scope, filter, scopes }: AuditListProps) {
  const t = useTranslations("settings");
  const entries = page.edges.flatMap((edge) => (edge?.node ? [edge.node] : []));
  const { hasNextPage, endCursor } = page.pageInfo;
  const query = new URLSearchParams({ as: "csv", ...(scope ? { namespace: scope } : {}) });
  for (const [name, value] of Object.entries(filter)) if (value) query.set(name, value);
  return (
    <SettingsCard
      wide
      title={t("audit")}
      description={t("auditBody")}
      actions={
        <Button
          component="a"
          href={`/downloads/audit?${query}`}
          download
          size="xs"
          variant="default"
          leftSection={<IconDownload size={14} aria-hidden />}
        >
          {t("export")}
        </Button>
      }
    >
      <AuditFilters scopes={scopes} />
      {entries.length === 0 ? (
        <Text c="dimmed" size="sm">
          {t("noAudit")}
        </Text>
      ) : (
        <AuditTable entries={entries} />
      )}
      <KeyPager endCursor={hasNextPage ? (endCursor ?? null) : null} />
    </SettingsCard>
  );
}
