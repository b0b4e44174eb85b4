"use client";

import { Badge, Code, Table, Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import { Instant } from "../../../../_components/text/instant";
import type { AuditEntry } from "./audit-query";

/** Who did what to which thing, one line an entry. */
export function AuditTable({ entries }: { entries: readonly AuditEntry[] }) {
  const t = useTranslations("settings");
  return (
    <Table.ScrollContainer minWidth={860}>
      <Table verticalSpacing={6} fz="sm" aria-label={t("audit")}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("when")}</Table.Th>
            <Table.Th>{t("actor")}</Table.Th>
            <Table.Th>{t("action")}</Table.Th>
            <Table.Th>{t("auditOutcome")}</Table.Th>
            <Table.Th>{t("details")}</Table.Th>
            <Table.Th>{t("address")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entries.map((entry) => (
            <Table.Tr key={entry.id}>
              <Table.Td style={{ whiteSpace: "nowrap" }}>
                <Instant at={entry.at} as="exact" />
              </Table.Td>
              <Table.Td>
                {entry.actorName}
                {entry.byToken && (
                  <Text span size="xs" c="dimmed" ml={6}>
                    {t("byToken")}
                  </Text>
                )}
              </Table.Td>
              <Table.Td>
                <Code>{entry.action}</Code>
              </Table.Td>
              <Table.Td>
                <Badge size="sm" variant="light" tt="none" color={entry.outcome === "ok" ? "green" : "red"}>
                  {entry.outcome === "ok" ? t("ok") : entry.outcome}
                </Badge>
              </Table.Td>
              <Table.Td maw={320}>
                <Text
                  size="xs"
                  ff="monospace"
                  style={{ overflowWrap: "anywhere" }}
                  title={detailsText(entry.details)}
                  lineClamp={2}
                >
                  {detailsText(entry.details)}
                </Text>
              </Table.Td>
              <Table.Td title={`${entry.userAgent ?? ""}\n${t("requestId")} ${entry.requestId}`}>
                {entry.ip}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

/** For example "name: cars, version: 2". */
function detailsText(details: unknown): string {
  if (typeof details !== "object" || details === null) return "";
  const parts = Object.entries(details).map(
    ([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  return parts.join(", ").slice(0, 2_000);
}
