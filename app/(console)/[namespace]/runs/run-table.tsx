"use client";

import { Anchor, Table, Text } from "@mantine/core";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Instant } from "../../../_components/text/instant";
import { StatusBadge } from "../../../_components/text/status-badge";
import { useQuantities } from "../../../_lib/use-quantities";
import type { RunRow } from "./runs-query";

/** Runs, one a line, each leading to its page. */
export function RunTable({ runs, namespace }: { runs: readonly RunRow[]; namespace: string }) {
  const t = useTranslations("runs");
  const detail = useTranslations("run");
  const { count, duration } = useQuantities();
  return (
    <Table.ScrollContainer minWidth={720}>
      <Table highlightOnHover verticalSpacing="xs" aria-label={t("title")}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("status")}</Table.Th>
            <Table.Th>{t("pipeline")}</Table.Th>
            <Table.Th>{t("user")}</Table.Th>
            <Table.Th>{t("when")}</Table.Th>
            <Table.Th ta="right">{t("rows")}</Table.Th>
            <Table.Th ta="right">{t("duration")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {runs.map((run) => (
            <Table.Tr key={run.id}>
              <Table.Td>
                <StatusBadge status={run.status} />
              </Table.Td>
              <Table.Td>
                <Anchor component={Link} href={`/${namespace}/runs/${run.id}`} size="sm" fw={500}>
                  {run.pipeline?.name ?? detail("untitled")}
                </Anchor>
                {run.pipelineVersion && (
                  <Text span size="xs" c="dimmed" ml={6}>
                    {detail("version", { number: run.pipelineVersion.number })}
                  </Text>
                )}
                {run.error && (
                  <Text size="xs" c="red" truncate maw={420} title={run.error.message}>
                    {run.error.message}
                  </Text>
                )}
              </Table.Td>
              <Table.Td>{run.createdBy?.name}</Table.Td>
              <Table.Td>
                <Instant at={run.createdAt} />
              </Table.Td>
              <Table.Td ta="right">{run.outputRows === null ? "–" : count(run.outputRows)}</Table.Td>
              <Table.Td ta="right">
                {run.durationMillis === null ? "–" : duration(run.durationMillis)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
